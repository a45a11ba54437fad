/* Draws the lanes on uPlot's canvas: grey is how much was logged, colour what failed, dark what happened to processes. */

const LIGHT = {
  ink: "#1c2329", soft: "#55606b", rule: "#d9dee3", card: "#ffffff", error: "#6b7480", warning: "#a9b1ba", other: "#d8dde2", run: "#2e3740",
  flap: "rgba(240,228,66,.35)", kinds: ["#c45500", "#0072b2", "#00805c", "#b0508a", "#9a6a00", "#2b8cbf", "#6a3d9a", "#000000"],
};
const DARK = {
  ink: "#e4e8ec", soft: "#a3aeb9", rule: "#363e46", card: "#1c2126", error: "#97a2ae", warning: "#616c77", other: "#3b444d", run: "#d5dbe1",
  flap: "rgba(240,228,66,.22)", kinds: ["#ff8b3d", "#5db4f0", "#3fce9f", "#ef9acb", "#f0b840", "#9bd8f5", "#b995e6", "#ffffff"],
};
const SHAPES = ["circle", "square", "up", "diamond", "down", "plus", "cross", "star"];
const dark = matchMedia("(prefers-color-scheme: dark)");
let onPaper = false;

function look() { return dark.matches && !onPaper ? DARK : LIGHT; }

function laneHeight(model) { return model.lanes.length > 20 ? 44 : 60; }

/* A path of one of the shapes; the same on the canvas and, as text, in the legend. */
function outline(shape, x, y, r) {
  const p = (points) => "M" + points.map(([a, b]) => (x + a * r).toFixed(1) + " " + (y + b * r).toFixed(1)).join("L") + "Z";
  switch (shape) {
    case "circle": return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case "square": return p([[-.9, -.9], [.9, -.9], [.9, .9], [-.9, .9]]);
    case "up": return p([[0, -1.15], [1.1, .85], [-1.1, .85]]);
    case "down": return p([[0, 1.15], [1.1, -.85], [-1.1, -.85]]);
    case "diamond": return p([[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]);
    case "plus": return p([[-.4, -1.1], [.4, -1.1], [.4, -.4], [1.1, -.4], [1.1, .4], [.4, .4], [.4, 1.1], [-.4, 1.1], [-.4, .4], [-1.1, .4], [-1.1, -.4], [-.4, -.4]]);
    case "cross": return p([[-1, -.5], [-.5, -1], [0, -.5], [.5, -1], [1, -.5], [.5, 0], [1, .5], [.5, 1], [0, .5], [-.5, 1], [-1, .5], [-.5, 0]]);
    default: return p([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => [Math.sin(i * Math.PI / 5) * (i % 2 ? .55 : 1.25), -Math.cos(i * Math.PI / 5) * (i % 2 ? .55 : 1.25)]));
  }
}

function drawLanes(u, model) {
  const px = devicePixelRatio || 1, c = look(), ctx = u.ctx, box = u.bbox;
  const binPixels = (u.valToPos(model.data.start + model.data.step, "x", true) - u.valToPos(model.data.start, "x", true));
  const width = Math.max(1, Math.ceil(3 * px / binPixels));
  const from = Math.floor((u.scales.x.min - model.data.start) / model.data.step) - width;
  const to = Math.ceil((u.scales.x.max - model.data.start) / model.data.step) + width;
  const x = (time) => u.valToPos(time, "x", true);
  const view = { u, model, px, c, ctx, box, width, from, to, x, binPixels, near: binPixels / px >= NEAR };
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  drawChanges(view);
  const sums = model.lanes.map((lane) => summed(model.data.lanes[lane].density, 4, width, from, to));
  const most = Math.max(1, ...sums.flatMap((one) => [...one.values()].map(([e, w, o]) => e + w + o)));
  model.lanes.forEach((lane, row) => drawLane({ ...view, lane, row, h: box.height / model.lanes.length }, sums[row], most));
  ctx.restore();
}

function drawLane(v, sums, most) {
  const top = v.box.top + v.row * v.h, floor = top + v.h - 12 * v.px, ceiling = top + 17 * v.px;
  const place = { top, floor, ceiling };
  const incidents = drawIncidents(v, place);
  const scale = (count) => (floor - ceiling) * Math.log1p(count) / Math.log1p(most);
  for (const [step, [errors, warnings, others]] of sums) {
    const left = v.x(v.model.data.start + step * v.width * v.model.data.step);
    const wide = Math.max(v.px, v.binPixels * v.width - (v.binPixels * v.width > 4 * v.px ? v.px : 0));
    for (const [count, colour] of [[errors + warnings + others, v.c.other], [errors + warnings, v.c.warning], [errors, v.c.error]]) {
      if (!count) continue;
      v.ctx.fillStyle = colour;
      v.ctx.fillRect(left, floor - scale(count), wide, scale(count));
    }
  }
  v.ctx.strokeStyle = v.c.soft;
  v.ctx.lineWidth = v.px;
  incidents.outlines.forEach((draw) => draw());
  drawRuns(v, floor + 5 * v.px);
  drawKinds(v, place);
  if (v.near) drawSingles(v, place);
  drawLabel(v, top);
  drawTitles(v, top, incidents.titles);
}

function drawLabel(v, top) {
  const { ctx, px, c } = v, lane = v.model.data.lanes[v.lane];
  ctx.strokeStyle = c.rule;
  ctx.lineWidth = px;
  ctx.beginPath();
  ctx.moveTo(v.box.left, top + .5);
  ctx.lineTo(v.box.left + v.box.width, top + .5);
  ctx.stroke();
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.font = `600 ${11.5 * px}px system-ui, sans-serif`;
  const wide = ctx.measureText(lane.label).width;
  ctx.font = `${11 * px}px system-ui, sans-serif`;
  const role = lane.role === "unknown" ? "" : lane.role, more = role ? ctx.measureText(role).width + 8 * px : 0;
  v.labelEnd = v.box.left + wide + more + 14 * px;
  ctx.fillStyle = c.card;
  ctx.fillRect(v.box.left, top + px, wide + more + 10 * px, 15 * px);
  ctx.fillStyle = c.soft;
  ctx.fillText(role, v.box.left + wide + 11 * px, top + 9 * px);
  ctx.font = `600 ${11.5 * px}px system-ui, sans-serif`;
  ctx.fillStyle = c.ink;
  ctx.fillText(lane.label, v.box.left + 3 * px, top + 9 * px);
}

function drawIncidents(v, { floor, ceiling }) {
  const outlines = [], titles = [];
  for (const [lane, kind, , first, last, count] of v.model.data.incidents) {
    if (lane !== v.lane || !["flap", "outage", "loop"].includes(kind)) continue;
    const left = v.x(first), wide = Math.max(2 * v.px, v.x(last) - left);
    v.ctx.fillStyle = v.c.flap;
    v.ctx.strokeStyle = v.c.soft;
    v.ctx.lineWidth = v.px;
    v.ctx.fillRect(left, ceiling, wide, floor - ceiling);
    v.ctx.strokeRect(left, ceiling, wide, floor - ceiling);
    outlines.push(() => v.ctx.strokeRect(left, ceiling, wide, floor - ceiling));
    titles.push([left, wide, kind + " ×" + count.toLocaleString("en")]);
  }
  return { outlines, titles };
}

/* What an incident is called, above its span, where the lane's own name leaves room. */
function drawTitles(v, top, titles) {
  v.ctx.font = `${10.5 * v.px}px system-ui, sans-serif`;
  v.ctx.fillStyle = v.c.soft;
  v.ctx.textAlign = "left";
  let free = v.labelEnd;
  for (const [left, wide, title] of titles) {
    const long = v.ctx.measureText(title).width, right = v.box.left + v.box.width;
    const x = Math.max(free, Math.min(Math.max(left, v.box.left) + 2 * v.px, right - long - 2 * v.px));
    if (x + long > right || x > left + wide || left > right || left + wide < v.box.left) continue;
    v.ctx.fillText(title, x, top + 9 * v.px);
    free = x + long + 6 * v.px;
  }
}

function drawChanges(v) {
  v.ctx.strokeStyle = v.c.ink;
  v.ctx.lineWidth = v.px;
  v.ctx.setLineDash([4 * v.px, 3 * v.px]);
  for (const [time] of v.model.data.changes) {
    v.ctx.beginPath();
    v.ctx.moveTo(v.x(time), v.box.top);
    v.ctx.lineTo(v.x(time), v.box.top + v.box.height);
    v.ctx.stroke();
  }
  v.ctx.setLineDash([]);
}

function drawRuns(v, y) {
  v.ctx.fillStyle = v.c.run;
  for (const [start, stop] of v.model.data.lanes[v.lane].runs) {
    const left = start === null ? v.box.left : v.x(start), right = stop === null ? v.x(v.model.end) : v.x(stop);
    v.ctx.fillRect(left, y - v.px, Math.max(v.px, right - left), 2 * v.px);
    for (const moment of [start, stop]) if (moment !== null) v.ctx.fillRect(v.x(moment) - v.px, y - 4 * v.px, 2 * v.px, 8 * v.px);
  }
}

/* A mark per kind and step, each kind on its own height, larger where there are more; with its number when near. */
function drawKinds(v, { floor, ceiling }) {
  const groups = v.model.groups.map((one, number) => [one, number]).filter(([one]) => one.on && one.lanes[v.lane].length);
  const room = (floor - ceiling - 8 * v.px) / Math.max(1, groups.length);
  /* The most frequent last, so that it lies on top. */
  [...groups.keys()].reverse().forEach((row) => {
    const [one, number] = groups[row];
    const y = ceiling + 4 * v.px + room * (row + .5);
    const width = hitWidth(v.model.data, Math.max(v.width, Math.ceil(7 * v.px / v.binPixels)));
    for (const [step, [count]] of summed(one.lanes[v.lane], 2, width, v.from - width, v.to + width)) {
      const x = v.x(v.model.data.start + (step + .5) * width * v.model.data.step);
      const r = Math.min(2.3 + Math.log1p(count) * .75, 6) * v.px;
      const path = new Path2D(outline(SHAPES[number], x, y, r));
      v.ctx.lineWidth = v.px * 1.4;
      v.ctx.strokeStyle = v.c.card;
      v.ctx.stroke(path);
      v.ctx.fillStyle = v.c.kinds[number];
      v.ctx.fill(path);
      if (v.binPixels * width > 48 * v.px && room > 8 * v.px && count > 1) drawCount(v, count, x + r + 3 * v.px, y);
    }
  });
}

function drawCount(v, count, x, y) {
  v.ctx.font = `${10 * v.px}px system-ui, sans-serif`;
  v.ctx.textBaseline = "middle";
  v.ctx.textAlign = "left";
  v.ctx.fillStyle = v.c.ink;
  v.ctx.fillText("×" + count.toLocaleString("en"), x, y);
}

function drawSingles(v, { floor }) {
  v.model.groups.forEach((one, number) => {
    if (!one.on) return;
    v.ctx.fillStyle = v.c.kinds[number];
    for (const [time, lane, signature] of v.model.data.events) {
      if (lane === v.lane && one.members.has(signature)) v.ctx.fillRect(v.x(time) - v.px * .75, floor - 9 * v.px, 1.5 * v.px, 9 * v.px);
    }
  });
}
