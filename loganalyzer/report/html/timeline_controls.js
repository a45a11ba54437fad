/* What stands around the chart: the choice of signatures, kinds and processes, the overview, size, theme and paper. */

function fillSignatures(view) {
  const list = byId("tl-signature"), { data } = view.model;
  for (const [mode, words] of modesOf(data)) list.append(make("option", { value: mode }, words));
  const single = make("optgroup", { label: "One signature" });
  data.signatures.forEach((one, number) => {
    if (one.hits.length) single.append(make("option", { value: number }, one.title + " (" + one.count.toLocaleString("en") + ")"));
  });
  if (single.children.length) list.append(single);
  if (!list.children.length) list.append(make("option", { value: "" }, "no signature was seen"));
  list.value = view.model.mode;
  list.addEventListener("change", () => {
    chooseMode(view.model, list.value);
    fillKinds(view);
    view.chart.redraw(false);
  });
}

/* The legend of the marks; each can be switched off. */
function fillKinds(view) {
  const labels = view.model.groups.map((one, number) => {
    const box = make("input", { type: "checkbox" });
    box.checked = one.on;
    box.addEventListener("change", () => { one.on = box.checked; view.chart.redraw(false); });
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 12 12");
    picture.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", outline(SHAPES[number], 6, 6, 4.5));
    path.setAttribute("fill", look().kinds[number]);
    picture.append(path);
    return make("label", {}, box, picture, one.title + " (" + one.total.toLocaleString("en") + ")");
  });
  byId("tl-kinds").replaceChildren(...labels);
}

function fillLanes(view) {
  const { model } = view, boxes = model.data.lanes.map(() => make("input", { type: "checkbox" }));
  const all = make("button", { type: "button" }, "All"), none = make("button", { type: "button" }, "None");
  const update = () => {
    const chosen = boxes.flatMap((box, lane) => box.checked ? [lane] : []);
    model.lanes = chosen.length ? chosen : model.data.lanes.map((_, lane) => lane);
    byId("tl-shown").textContent = model.lanes.length + " of " + boxes.length;
    view.row = 0;
    fit(view);
  };
  const set = (value) => { boxes.forEach((box) => { box.checked = value; }); update(); };
  all.addEventListener("click", () => set(true));
  none.addEventListener("click", () => set(false));
  byId("tl-lanes").append(make("p", {}, all, " ", none), ...boxes.map((box, lane) => {
    box.checked = true;
    box.addEventListener("change", update);
    return make("label", {}, box, model.data.lanes[lane].label);
  }));
  byId("tl-shown").textContent = boxes.length + " of " + boxes.length;
}

function fit(view, width) {
  view.chart.setSize({ width: width || byId("tl-chart").clientWidth || 600, height: heightOf(view.model) });
  view.chart.redraw(false);
  drawOverview(view);
}

/* All of time in one strip; a drag on it chooses the part shown above, a click moves there. */
function bindOverview(view) {
  const canvas = byId("tl-overview"), { model } = view;
  const timeAt = (event) => {
    const box = canvas.getBoundingClientRect();
    return model.data.start + (model.end - model.data.start) * Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  let begin = null;
  canvas.addEventListener("pointerdown", (event) => { begin = timeAt(event); canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    const now = timeAt(event);
    if (begin !== null && Math.abs(now - begin) > (model.end - model.data.start) / 150) setWindow(view, Math.min(begin, now), Math.max(begin, now));
  });
  canvas.addEventListener("pointerup", (event) => {
    const now = timeAt(event), [min, max] = view.window;
    if (begin !== null && Math.abs(now - begin) <= (model.end - model.data.start) / 150) setWindow(view, now - (max - min) / 2, now + (max - min) / 2);
    begin = null;
  });
}

function drawOverview(view) {
  const canvas = byId("tl-overview"), px = devicePixelRatio || 1, { model } = view, c = look();
  const wide = canvas.width = Math.round(canvas.clientWidth * px), high = canvas.height = Math.round(canvas.clientHeight * px);
  if (!wide || !high) return;
  const ctx = canvas.getContext("2d"), columns = Math.max(1, Math.floor(wide / (2 * px))), sums = overviewSums(model, columns);
  const most = Math.log1p(Math.max(1, ...sums.map(([bad, other]) => bad + other)));
  sums.forEach(([bad, other], column) => {
    for (const [count, colour] of [[bad + other, c.other], [bad, c.error]]) {
      const tall = high * .9 * Math.log1p(count) / most;
      ctx.fillStyle = colour;
      ctx.fillRect(column * wide / columns, high - tall, wide / columns, tall);
    }
  });
  const at = (time) => wide * (time - model.data.start) / (model.end - model.data.start);
  ctx.fillStyle = c.card;
  ctx.globalAlpha = .65;
  ctx.fillRect(0, 0, at(view.window[0]), high);
  ctx.fillRect(at(view.window[1]), 0, wide, high);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = c.ink;
  ctx.lineWidth = 1.5 * px;
  ctx.strokeRect(at(view.window[0]) + px, px, Math.max(2 * px, at(view.window[1]) - at(view.window[0]) - 2 * px), high - 2 * px);
}

function overviewSums(model, columns) {
  const sums = Array.from({ length: columns }, () => [0, 0]);
  for (const lane of model.lanes) {
    const flat = model.data.lanes[lane].density;
    for (let i = 0; i < flat.length; i += 4) {
      const sum = sums[Math.min(columns - 1, Math.floor(flat[i] * columns / model.bins))];
      sum[0] += flat[i + 1] + flat[i + 2];
      sum[1] += flat[i + 3];
    }
  }
  return sums;
}

function bindSurroundings(view) {
  let wide = byId("tl-chart").clientWidth;
  new ResizeObserver(() => {
    const now = byId("tl-chart").clientWidth;
    if (now && now !== wide && !onPaper) { wide = now; fit(view); }
  }).observe(byId("tl-chart"));
  dark.addEventListener("change", () => { fillKinds(view); fit(view); });
  addEventListener("beforeprint", () => { onPaper = true; fillKinds(view); fit(view, 680); });
  addEventListener("afterprint", () => { onPaper = false; fillKinds(view); fit(view); });
}
