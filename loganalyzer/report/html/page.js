/* The page around the data: copy buttons, links that open what they lead to, contents, printing. */

function byId(id) { return document.getElementById(id); }

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function say(words) { byId("say").textContent = words; }

function addCopyButtons() {
  for (const command of document.querySelectorAll(".command")) {
    const text = command.querySelector("pre").textContent;
    const button = make("button", { type: "button", "aria-label": "Copy the command: " + text.slice(0, 60) }, "Copy");
    button.addEventListener("click", () => copy(text, button));
    command.insertBefore(button, command.querySelector("pre"));
  }
}

async function copy(text, button) {
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch (refused) { done = copyBySelection(text); }
  button.textContent = done ? "Copied" : "Select and copy by hand";
  say(button.textContent);
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

function copyBySelection(text) {
  const area = make("textarea", { readonly: "" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

/* A link into a closed part opens it first; the target takes the focus, so that reading goes on there. */
function arrive() {
  const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
    if (part.tagName === "TR") part.hidden = false;
  }
  target.scrollIntoView({ block: "center" });
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

function followLinks() {
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { event.preventDefault(); arrive(); }
  });
  arrive();
}

function markContents() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.getAttribute("href").slice(1), a]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) {
      links.forEach((a) => a.removeAttribute("aria-current"));
      links.get(entry.target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -75% 0px" });
  links.forEach((_, id) => byId(id) && seen.observe(byId(id)));
}

/* On paper all is open but what was set aside, whose reason shows anyway; afterwards what was closed closes again. */
function openForPrint() {
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("main details:not([open]):not(.uncited):not(.chooser):not(.clock):not(.aside)")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((part) => { part.open = false; }));
}

function startPage() {
  addCopyButtons();
  improveTables();
  followLinks();
  markContents();
  openForPrint();
  startTimeline();
}
