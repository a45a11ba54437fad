/* The timeline's numbers: which lanes and kinds are shown, which part of time, and what stands at a point of it. */

const MOST_KINDS = 7;
const NEAR = 7; /* pixels per bin from which single records are drawn */
const DOUBLE_CLICK = 300; /* milliseconds within which a second click makes a double-click */

function readTimeline() {
  const data = JSON.parse(byId("timeline-data").textContent);
  if (!data) return null;
  const bins = Math.ceil((data.end - data.start) / data.step) + 1;
  return { data, bins, end: Math.max(data.end, data.start + data.step), lanes: data.lanes.map((_, lane) => lane), mode: "", groups: [] };
}

/* What the list offers beside single signatures; the first that has something to show is the one at the start. */
function modesOf(data) {
  const all = data.signatures.map((_, number) => number).filter((number) => data.signatures[number].hits.length);
  const bad = all.filter((number) => data.signatures[number].severity !== "info");
  return [
    ["tls", "TLS failures, by kind", data.kinds],
    ["bad", "Warnings and errors, by signature", bad],
    ["all", "All signatures", all],
  ].filter(([, , members]) => members.length);
}

function chooseMode(model, mode) {
  const found = modesOf(model.data).find(([name]) => name === mode);
  const members = found ? [...found[2]] : mode === "" ? [] : [Number(mode)];
  members.sort((a, b) => model.data.signatures[b].count - model.data.signatures[a].count || a - b);
  const groups = members.slice(0, MOST_KINDS).map((number) => group(model.data, [number]));
  const rest = members.slice(MOST_KINDS);
  if (rest.length) groups.push(group(model.data, rest));
  model.mode = mode;
  model.groups = groups;
}

function group(data, members) {
  const title = members.length === 1 ? data.signatures[members[0]].title : members.length + " other kinds";
  const total = members.reduce((sum, number) => sum + data.signatures[number].count, 0);
  const lanes = data.lanes.map(() => []);
  for (const number of members) {
    const hits = data.signatures[number].hits;
    for (let i = 0; i < hits.length; i += 3) lanes[hits[i + 1]].push(hits[i], hits[i + 2]);
  }
  return { title, total, lanes, members: new Set(members), on: true };
}

/* Bins summed into steps of `width` bins: a map from step to counts. */
function summed(flat, size, width, from, to) {
  const sums = new Map();
  for (let i = 0; i < flat.length; i += size) {
    if (flat[i] < from || flat[i] > to) continue;
    const step = Math.floor(flat[i] / width);
    let counts = sums.get(step);
    if (!counts) sums.set(step, counts = new Array(size - 1).fill(0));
    for (let n = 1; n < size; n++) counts[n - 1] += flat[i + n];
  }
  return sums;
}

/* Bins that the hits of signatures share: at least `width`, and a multiple of what they were kept in. */
function hitWidth(data, width) { return Math.ceil(width / data.hitWidth) * data.hitWidth; }

/* Everything known about one lane at one moment, `width` bins wide. */
function at(model, lane, time, width) {
  const { data } = model;
  const step = Math.floor((time - data.start) / data.step / width);
  const from = step * width, to = from + width - 1;
  const counts = [...summed(data.lanes[lane].density, 4, width, from, to).values()][0] || [0, 0, 0];
  const wide = hitWidth(data, width), first = Math.floor(from / wide) * wide;
  const kinds = model.groups.filter((one) => one.on).map((one) => {
    const found = [...summed(one.lanes[lane], 2, wide, first, first + wide - 1).values()][0];
    return [one.title, found ? found[0] : 0];
  }).filter(([, count]) => count);
  const begin = data.start + from * data.step, end = data.start + (to + 1) * data.step;
  return {
    lane: data.lanes[lane], begin, end, counts, kinds,
    incidents: data.incidents.filter((one) => one[0] === lane && one[3] <= end && one[4] >= begin),
    changes: data.changes.filter((one) => one[0] >= begin && one[0] < end),
    runs: data.lanes[lane].runs.filter(([start, stop]) => (start ?? -Infinity) <= end && (stop ?? Infinity) >= begin),
  };
}

/* The quoted record of a shown kind nearest to a moment; without shown kinds, any. */
function nearest(model, lane, time, reach) {
  let best = null;
  for (const event of model.data.events) {
    if (event[1] !== lane || Math.abs(event[0] - time) > reach || !isShown(model, event)) continue;
    if (!best || Math.abs(event[0] - time) < Math.abs(best[0] - time)) best = event;
  }
  return best;
}

function isShown(model, event) { return model.groups.some((one) => one.on && one.members.has(event[2])); }

function utc(time, parts) {
  const iso = new Date(time * 1000).toISOString();
  return parts === "clock" ? iso.slice(11, 16) : parts === "seconds" ? iso.slice(11, 19) : parts === "day" ? iso.slice(0, 10) : iso.slice(0, 19).replace("T", " ");
}

function between(begin, end) {
  const [from, to] = [utc(begin), utc(end)];
  return from + " to " + (from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to) + " UTC";
}

function counted(count, one, many) { return count.toLocaleString("en") + " " + (count === 1 ? one : many); }
