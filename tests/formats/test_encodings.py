"""Logs in the encodings of their countries: found by their letters, read to the right text, line by line if need be."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loganalyzer.formats import sniff
from loganalyzer.formats.encodings import codec_of, encoding_names, encoding_of, legacy_text, named_encoding
from loganalyzer.formats.sniff import Forced
from loganalyzer.formats.utf8_stream import utf8_lines
from loganalyzer.records import TextForm
from tests.formats.reading import read, record

# (encoding as written, stamp of that country's JVM, text). The text decides, the clock only where letters leave a doubt.
COUNTRIES = [
    ("cp1252", "10.03.18 08:30:05:007 MEZ", "Der Prüfvorgang für den Schlüssel ist ungültig; Größe überschritten"),
    ("latin-1", "01/03/18 08:30:05:007 CET", "Le démarrage a échoué : clé introuvable, accès refusé à l'élément"),
    ("iso-8859-15", "01/03/18 08:30:05:007 CET", "Le cœur du système a cessé de répondre"),
    ("cp1252", "01/03/18 08:30:05:007 CET", "Betrag: 12 € \u2013 „fertig“"),
    ("latin-1", "1/03/18 8:30:05:007 CET", "Se produjo una excepción; contraseña inválida"),
    ("latin-1", "01/03/18 08:30:05:007 BRT", "Exceção na conexão: a senha não é válida"),
    ("latin-1", "01-03-18 08:30:05:007 CET", "Serveren er åben, nøglen mangler"),
    ("cp850", "01.03.18 08:30:05:007 MEZ", "Prüfung der Größe für den Schlüssel läuft"),
    ("cp1250", "01.03.18 08:30:05:007 CET", "Serwer został uruchomiony, nie można znaleźć klucza, błąd połączenia"),
    ("iso-8859-2", "01.03.18 08:30:05:007 CET", "Serwer został uruchomiony, nie można znaleźć klucza, błąd połączenia"),
    ("cp1250", "1.3.18 8:30:05:007 CET", "Server byl spuštěn, nelze najít klíč, řetězec certifikátů je neplatný"),
    ("cp1251", "01.03.18 08:30:05:007 MSK", "Сервер запущен, ошибка соединения, ключ не найден"),
    ("koi8-r", "01.03.18 08:30:05:007 MSK", "Сервер запущен, ошибка соединения, ключ не найден"),
    ("cp1253", "1/3/2018 8:30:05:007 EET", "Ο διακομιστής ξεκίνησε, σφάλμα σύνδεσης"),
    ("cp1254", "01.03.2018 08:30:05:007 EET", "Sunucu başlatılamadı, bağlantı hatası, geçersiz anahtar, şifre"),
    ("cp1255", "08:30:05:007 IST 01/03/18", "השרת הופעל בהצלחה"),
    ("cp1256", "01/03/18 08:30:05:007 GST", "تم بدء تشغيل الخادم"),
    ("cp1257", "18.3.1 08.30.05:007 EET", "Serveris paleistas, ryšys nepavyko, klaida įvyko"),
    ("cp874", "1/3/2561, 8:30:05:007 ICT", "เซิร์ฟเวอร์เริ่มทำงานแล้ว"),
    ("shift_jis", "18/03/01 8:30:05:007 JST", "サーバー server1 が e-business 用に開かれました。"),
    ("shift_jis", "18/03/01 8:30:05:007 JST", "接続失敗"),
    ("euc_jp", "18/03/01 8:30:05:007 JST", "接続に失敗しました。証明書が無効です。"),
    ("gbk", "18-3-1 8:30:05:007 CST", "服务器 server1 已打开进行电子商务。"),
    ("gbk", "18-3-1 8:30:05:007 CST", "连接被拒绝"),
    ("big5", "2018/3/1   8:30:05:007 CST", "伺服器 server1 已開放作為電子商業用。連線被拒絕"),
    ("euc_kr", "18. 3. 1   8:30:05:007 KST", "서버 server1이(가) e-business를 위해 열렸습니다."),
    ("euc_kr", "18. 3. 1   8:30:05:007 KST", "연결이 거부되었습니다"),
]
each_country = pytest.mark.parametrize(
    ("codec", "stamp", "text"), COUNTRIES, ids=[f"{codec}-{text[:12]}" for codec, _, text in COUNTRIES]
)


@each_country
def test_the_text_of_every_country(codec: str, stamp: str, text: str) -> None:
    log = record(stamp) + record(stamp, text=f"SystemOut     O {text}") + record(stamp)
    result = read(log.encode(codec))
    assert result.texts[1].rstrip("\n").endswith(f"SystemOut     O {text}")
    assert [line for line, _, _ in result.records] == [1, 2, 3]
    assert "not UTF-8" in result.sniffed.form.encoding_evidence


@each_country
def test_a_record_alone_tells_its_encoding_too(codec: str, stamp: str, text: str) -> None:
    """So it is where the first bytes of a log are ASCII."""
    line = record(stamp, text=f"SystemOut     O {text}")
    assert legacy_text(line.encode(codec)) == line


@each_country
def test_a_told_encoding(codec: str, stamp: str, text: str) -> None:
    name = named_encoding(codec)
    assert name is not None
    form = sniff("SystemOut.log", record(stamp, text=text).encode(codec), Forced(encoding=name)).form
    assert utf8_lines(record(stamp, text=text).encode(codec), form).decode() == record(stamp, text=text)
    assert (form.encoding, form.encoding_evidence) == (name, "as told by --encoding")


def test_the_clock_decides_what_letters_leave_open() -> None:
    """The letters of Hebrew are those of Russian, one encoding further."""
    line = "SystemOut     O השרת הופעל בהצלחה"
    assert encoding_of(record("08:30:05:007 IST 01/03/18", text=line).encode("cp1255")).name == "windows-1255"


def test_a_byte_that_fits_nowhere_spoils_no_encoding() -> None:
    text = "SystemOut     O サーバーへの接続に失敗しました。\n".encode("shift_jis")
    assert encoding_of(text * 20 + b"SystemOut     O \xff\xfd\n").name == "shift_jis"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["hello", "サーバーへの接続に失敗しました。"])
def test_utf_16_without_its_mark(codec: str, text: str) -> None:
    log = record(text=f"SystemOut     O {text}") * 3
    result = read(log.encode(codec))
    assert result.sniffed.form.encoding == codec
    assert result.texts == [record(text=f"SystemOut     O {text}")] * 3


def test_utf_16_cut_in_the_middle_of_a_character() -> None:
    log = (record() * 20).encode("utf-16-le")[1:]
    assert read(log).counts.lines == 20


def test_carriage_returns_alone_end_lines() -> None:
    text = record() + record(text="SSLHandshakeE E   SSLC0008E: x") + "\tat a frame\n" + record()
    result = read(text.replace("\n", "\r"))
    assert [line for line, _, _ in result.records] == [1, 2, 4]
    assert (result.counts.lines, result.counts.continuation) == (4, 1)
    assert "carriage returns" in result.sniffed.form.encoding_evidence


@pytest.mark.parametrize("size", [1 << 10, 3001, 64 << 10])
@pytest.mark.parametrize(
    ("codec", "end"), [("shift_jis", "\n"), ("gbk", "\r\n"), ("utf-16-le", "\n"), ("cp1252", "\r")]
)
def test_blocks_cut_no_character_and_no_line(size: int, codec: str, end: str) -> None:
    words = "サーバー 接続 証明書" if codec != "cp1252" else "Größe für den Schlüssel"
    text = "".join(record(text=f"SystemOut     O {words} {'x' * (number % 50)}") for number in range(400))
    data = text.replace("\n", end).encode(codec)
    whole, cut = read(data, size=8 << 20), read(data, size=size)
    assert (cut.texts, cut.counts.lines, cut.counts.records) == (whole.texts, 400, 400)


def test_each_line_of_a_mixed_log_is_taken_for_itself() -> None:
    """A server that writes GBK, with an application that writes UTF-8 into the same log, and one that writes Latin-1."""
    lines = ["服务器无法连接", "数据库错误：连接被拒绝", "普通 ASCII"]
    parts = [record(text=f"SystemOut     O {line}").encode(codec) for line in lines for codec in ("gbk", "utf-8")]
    result = read(b"".join(parts))
    assert [text.rpartition("O ")[2].rstrip() for text in result.texts] == [line for line in lines for _ in "ab"]
    assert "mixed: 3 of 6 lines" in result.sniffed.form.encoding_evidence


def test_damaged_utf_8_stays_utf_8() -> None:
    whole = "サーバーへの接続に失敗しました。"
    data = record(text=f"SystemOut     O {whole}").encode().replace("失".encode(), "失".encode()[:2])
    result = read(data * 3)
    assert result.sniffed.form.encoding == "utf-8"
    assert legacy_text(data) == record(text=f"SystemOut     O {whole.replace('失', chr(0xFFFD))}")


def test_a_character_cut_by_the_end_of_the_head_is_no_other_encoding() -> None:
    assert encoding_of(("x" * 10 + "接" * 100).encode()[:-1]).name == "utf-8"


def test_a_line_longer_than_a_block_is_decoded_in_pieces() -> None:
    text = record(text="SystemOut     O " + "接続失敗 x" * 400_000)
    assert "".join(read((record() + text).encode("shift_jis"), size=1 << 20).texts) == record() + text


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("latin1", "iso-8859-1"),
        ("Shift-JIS", "shift_jis"),
        ("SJIS", "shift_jis"),
        ("MS932", "shift_jis"),
        ("GBK", "gb18030"),
        ("cp949", "euc-kr"),
        ("UTF8", "utf-8"),
        ("Windows-1252", "windows-1252"),
        ("hex", None),
        ("rot13", None),
        ("idna", None),
        ("no such thing", None),
        ("a\x00b", None),
    ],
)
def test_what_people_call_encodings(word: str, name: str | None) -> None:
    assert named_encoding(word) == name


def test_every_encoding_offered_exists_and_is_its_own_name() -> None:
    for name in encoding_names():
        assert "".encode(codec_of(name)) == b""
        assert named_encoding(name) == name


@example(b"A\xce\x00\xf3", "iso-8859-6", False, False, 1)
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(encoding_names()), st.booleans(), st.booleans(), st.integers(1, 50))
def test_any_bytes_in_any_form_keep_their_lines(data: bytes, name: str, forced: bool, quoted: bool, size: int) -> None:
    """No bytes break a decoder, and blocks of any size give the same text."""
    form = TextForm(name, encoding_forced=forced, quoted=quoted)
    once = utf8_lines(data, form)
    pieces = _in_pieces(data, form, size)
    assert pieces == once
    if not name.startswith("utf-16"):
        assert once.count(b"\n") == data.count(b"\n")


def _in_pieces(data: bytes, form: TextForm, size: int) -> bytes:
    import io

    from loganalyzer.formats.utf8_stream import utf8_stream

    stream = utf8_stream(io.BytesIO(data), form)
    return b"".join(iter(lambda: stream.read(size), b""))
