/* The timeline as one works with it: uPlot for axis, pointer and drag; buttons, keys, overview and filters around it. */

const LEAST_SPAN = 20; /* seconds */

function startTimeline() {
  const model = byId("tl") && readTimeline();
  if (!model) return;
  byId("tl").hidden = false;
  const first = modesOf(model.data)[0];
  chooseMode(model, first ? first[0] : "");
  const chart = new uPlot(options(model), dataOf(model), byId("tl-chart"));
  const view = { model, chart, lane: 0, time: model.data.start, window: [model.data.start, model.end] };
  addHighlight(view);
  fillSignatures(view);
  fillLanes(view);
  fillKinds(view);
  bindPointer(view);
  bindKeys(view);
  bindButtons(view);
  bindOverview(view);
  bindSurroundings(view);
  model.changed = () => windowChanged(view);
  model.pointed = () => pointed(view);
  windowChanged(view);
  showTip(view, false);
}

function dataOf(model) {
  const times = Array.from({ length: model.bins }, (_, bin) => model.data.start + bin * model.data.step);
  return [times, times.map(() => null)];
}

function options(model) {
  const tick = { stroke: () => look().rule, width: 1 };
  return {
    width: byId("tl-chart").clientWidth || 600, height: heightOf(model), padding: [4, 10, 0, 10], legend: { show: false },
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 4 }, bind: { dblclick: () => null } },
    scales: { x: { time: true, range: (_, min, max) => clamp(model, min, max) }, y: { range: [0, 1] } },
    series: [{}, { show: false }],
    axes: [{ stroke: () => look().soft, grid: tick, ticks: tick, font: "11px system-ui, sans-serif", values: tickLabels, space: 76, size: 42 }, { show: false }],
    hooks: { drawAxes: [(u) => drawLanes(u, model)], setScale: [() => model.changed && model.changed()], setCursor: [() => model.pointed && model.pointed()] },
  };
}

function heightOf(model) { return model.lanes.length * laneHeight(model) + 46; }

/* Clock times, with the date under the first and under each midnight; none that the edge would cut. */
function tickLabels(u, splits, axis, space, increment) {
  let day = "";
  return splits.map((time) => {
    const x = u.valToPos(time, "x");
    if (x < 22 || x > u.width - 54) return "";
    const label = increment >= 86400 ? "" : utc(time, increment < 60 ? "seconds" : "clock");
    const date = utc(time, "day") === day ? "" : day = utc(time, "day");
    return label ? label + (date ? "\n" + date : "") : date;
  });
}

/* A part of time within what was read, and not smaller than makes sense. */
function clamp(model, min, max) {
  const start = model.data.start, end = model.end;
  const span = Math.min(Math.max(max - min, LEAST_SPAN), end - start);
  const begin = Math.min(Math.max((min + max - span) / 2, start), end - span);
  return [begin, begin + span];
}

function setWindow(view, min, max) {
  const [begin, end] = clamp(view.model, min, max);
  view.chart.setScale("x", { min: begin, max: end });
}

function zoom(view, factor, around) {
  const [min, max] = view.window;
  setWindow(view, around - (around - min) * factor, around + (max - around) * factor);
}

function pan(view, share) {
  const [min, max] = view.window, by = (max - min) * share;
  const [begin] = clamp(view.model, min + by, max + by);
  setWindow(view, begin, begin + max - min);
}

function showAll(view) { setWindow(view, view.model.data.start, view.model.end); }

function windowChanged(view) {
  view.window = [view.chart.scales.x.min, view.chart.scales.x.max];
  byId("tl-range").textContent = between(...view.window);
  drawOverview(view);
}

/* The pointer moved, by mouse or by key. */
function pointed(view) {
  const { left, top } = view.chart.cursor;
  view.bar.hidden = left < 0;
  if (left < 0) return;
  view.time = view.chart.posToVal(left, "x");
  const height = view.chart.over.clientHeight / view.model.lanes.length;
  view.row = Math.min(view.model.lanes.length - 1, Math.max(0, Math.floor(top / height)));
  view.lane = view.model.lanes[view.row];
  view.bar.style.top = view.row * height + "px";
  view.bar.style.height = height + "px";
  showTip(view, true);
}

function addHighlight(view) {
  view.bar = make("div", { class: "u-lane" });
  view.bar.hidden = true;
  view.row = 0;
  view.chart.over.append(view.bar);
}

function pixelsPerBin(view) { return view.chart.over.clientWidth * view.model.data.step / (view.window[1] - view.window[0]); }

function showTip(view, known) {
  const tip = byId("tl-tip");
  if (!known) { tip.replaceChildren("Point at a lane to read what was logged there and then."); return; }
  const bins = Math.max(1, Math.ceil(7 / pixelsPerBin(view)));
  const found = at(view.model, view.lane, view.time, bins);
  const [errors, warnings, others] = found.counts;
  const logged = [counted(errors, "error", "errors"), counted(warnings, "warning", "warnings"), counted(others, "other record", "other records")].join(", ");
  tip.replaceChildren(make("strong", {}, found.lane.label), " · " + between(found.begin, found.end) + " · " + logged);
  const facts = [
    ...found.kinds.map(([title, count]) => title + " ×" + count.toLocaleString("en")),
    ...found.incidents.map((one) => one[1] + ": " + one[2] + " (" + one[5].toLocaleString("en") + ")"),
    ...found.changes.slice(0, 3).map((one) => "configuration change by " + one[1]),
    ...found.runs.slice(0, 2).map(([start, stop, pid]) => "run" + (pid === null ? "" : " of pid " + pid) + ", " + (start === null ? "begun before the logs" : "since " + utc(start)) + (stop !== null && stop <= found.end ? ", ended " + utc(stop) : "")),
  ];
  if (facts.length) tip.append(make("br"), facts.join(" · "));
  const event = nearest(view.model, view.lane, view.time, Math.max(view.model.data.step, (found.end - found.begin)));
  if (event) tip.append(make("br"), make("a", { href: "#" + event[3] }, utc(event[0]) + "Z"), " " + event[4]);
}

function openNearest(view) {
  const reach = Math.max(view.model.data.step, (view.window[1] - view.window[0]) / 60);
  const event = nearest(view.model, view.lane, view.time, reach);
  if (event) location.hash = event[3];
  else say("No quoted record is near");
}

function bindPointer(view) {
  const over = view.chart.over;
  let down = 0;
  over.addEventListener("mousedown", (event) => { down = event.clientX; });
  let opening = 0;
  over.addEventListener("click", (event) => {
    clearTimeout(opening);
    // A click leads away from the chart, so it waits until it cannot become a double-click.
    if (Math.abs(event.clientX - down) < 4 && pixelsPerBin(view) >= NEAR) opening = setTimeout(() => openNearest(view), DOUBLE_CLICK);
  });
  over.addEventListener("dblclick", () => { clearTimeout(opening); showAll(view); });
  over.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(view, event.deltaY > 0 ? 1.3 : 1 / 1.3, view.chart.posToVal(event.clientX - over.getBoundingClientRect().left, "x"));
  }, { passive: false });
}

function bindKeys(view) {
  byId("tl-chart").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? .25 : 1 / 60;
    const actions = {
      ArrowLeft: () => movePointer(view, -step, 0), ArrowRight: () => movePointer(view, step, 0),
      ArrowUp: () => movePointer(view, 0, -1), ArrowDown: () => movePointer(view, 0, 1),
      "+": () => zoomHere(view, .5), "=": () => zoomHere(view, .5), "-": () => zoomHere(view, 2), "_": () => zoomHere(view, 2),
      Home: () => showAll(view), Enter: () => openNearest(view), Escape: () => view.chart.setCursor({ left: -10, top: -10 }),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });
}

function pointerTime(view) {
  const [min, max] = view.window;
  return view.bar.hidden ? (min + max) / 2 : Math.min(max, Math.max(min, view.time));
}

function zoomHere(view, factor) { zoom(view, factor, pointerTime(view)); }

function movePointer(view, share, rows) {
  const [min, max] = view.window;
  let time = pointerTime(view) + (max - min) * share;
  if (time < min || time > max) {
    pan(view, Math.sign(share) * .5);
    const [begin, end] = clamp(view.model, min + (max - min) * Math.sign(share) * .5, max + (max - min) * Math.sign(share) * .5);
    time = Math.min(end, Math.max(begin, time));
  }
  const row = Math.min(view.model.lanes.length - 1, Math.max(0, view.row + rows)), height = view.chart.over.clientHeight / view.model.lanes.length;
  queueMicrotask(() => view.chart.setCursor({ left: view.chart.valToPos(time, "x"), top: (row + .5) * height }));
}

function bindButtons(view) {
  byId("tl-in").addEventListener("click", () => zoomHere(view, .5));
  byId("tl-out").addEventListener("click", () => zoomHere(view, 2));
  byId("tl-left").addEventListener("click", () => pan(view, -.5));
  byId("tl-right").addEventListener("click", () => pan(view, .5));
  byId("tl-all").addEventListener("click", () => showAll(view));
}
