import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.TreeMap;

/**
 * Prints, for every locale of this JVM, the stamps that WebSphere's formatter would print (log-formats 3.1): the locale's
 * SHORT/MEDIUM pattern with ":SSS z" behind the last "s", h, K and k as H, a and U+202F as blank.
 * Arguments: zone, then instants in milliseconds. Output: locale TAB pattern TAB stamp TAB stamp ...
 */
public class Stamps {
    public static void main(String[] arguments) {
        TimeZone zone = TimeZone.getTimeZone(arguments[0]);
        TreeMap<String, Locale> locales = new TreeMap<>();
        for (Locale locale : Locale.getAvailableLocales()) {
            if (!locale.getCountry().isEmpty()) {
                locales.put(locale.toString(), locale);
            }
        }
        for (Locale locale : locales.values()) {
            DateFormat format = DateFormat.getDateTimeInstance(DateFormat.SHORT, DateFormat.MEDIUM, locale);
            if (!(format instanceof SimpleDateFormat)) {
                continue;
            }
            String pattern = ((SimpleDateFormat) format).toPattern();
            int last = pattern.lastIndexOf('s');
            if (last >= 0) {
                pattern = pattern.substring(0, last + 1) + ":SSS z" + pattern.substring(last + 1);
            }
            pattern = pattern.replace('h', 'H').replace('K', 'H').replace('k', 'H').replace('a', ' ').replace('\u202f', ' ').trim();
            StringBuilder line = new StringBuilder(locale.toString()).append('\t').append(pattern);
            SimpleDateFormat stamps = new SimpleDateFormat(pattern, locale);
            stamps.setTimeZone(zone);
            for (int i = 1; i < arguments.length; i++) {
                line.append('\t').append(stamps.format(new Date(Long.parseLong(arguments[i]))));
            }
            System.out.println(line);
        }
    }
}
