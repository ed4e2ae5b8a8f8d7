/** The table of stages: what /v1/status says, and the rates between two answers. */
const number = new Intl.NumberFormat('en');
const shown = (value) => number.format(Math.round(value));

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function time(us) {
  if (us < 1000) return `${Math.round(us)} µs`;
  if (us < 1_000_000) return `${(us / 1000).toFixed(1)} ms`;
  return `${(us / 1_000_000).toFixed(1)} s`;
}

/** Rows of [name, state, rate, behind, ring fill (0 to 1, or null), detail]. */
export function stageRows(status, previous) {
  const now = status.stats;
  const seconds = previous ? (status.timeUs - previous.timeUs) / 1_000_000 : 0;
  const per = (name) => (seconds > 0 ? Math.max(0, (now[name] - previous.stats[name]) / seconds) : 0);
  const rate = (name, what) => `${shown(per(name))} ${what}/s`;
  const behind = (seq) => `${shown(Math.max(0, status.seq - seq))} cmd`;
  const fill = (used, capacity) => (now[capacity] > 0 ? now[used] / now[capacity] : null);
  const state = (ring) => (ring !== null && ring > 0.8 ? 'warn' : 'good');

  const commandRate = seconds > 0 ? shown((status.seq - previous.seq) / seconds) : '0';
  const log = fill('logRingUsed', 'logRingCapacity');
  const feed = fill('feedRingUsed', 'feedRingCapacity');
  const fix = fill('fixRingUsed', 'fixRingCapacity');
  const web = fill('webRingUsed', 'webRingCapacity');
  const mirror = now.mirrorConfigured > 0;
  const mirrorBad = mirror && now.mirrorLagUs > 5_000_000;
  return [
    [
      'Engine',
      state(log),
      `${commandRate} cmd/s`,
      '',
      log,
      `${shown(now.engineOpenOrders)} open orders, command ${shown(status.seq)}`,
    ],
    [
      'Journal',
      'good',
      rate('journalFrames', 'frames'),
      behind(status.durableSeq),
      null,
      `${bytes(per('journalBytes'))}/s, last sync ${time(now.journalSyncUs)}, worst ${time(now.journalSyncUsMax)}`,
    ],
    ['Safe', 'good', '', behind(status.safeSeq), null, `level ${status.level}: nothing leaves before it is`],
    [
      'Mirror',
      mirror ? (mirrorBad ? 'warn' : 'good') : '',
      mirror ? rate('mirrorObjects', 'records') : '',
      mirror ? behind(now.mirrorSeq) : '',
      null,
      mirror
        ? `lag ${time(now.mirrorLagUs)}, ${bytes(now.mirrorBacklogBytes)} to send, ${shown(now.mirrorRetries)} retries`
        : 'off: a loss of this machine loses the journal',
    ],
    ['Follower', 'good', '', behind(now.followerSeq), null, `${shown(now.followerSnapshots)} snapshots`],
    [
      'Market data',
      state(feed),
      rate('marketDataMessages', 'msg'),
      behind(now.marketDataSeq),
      feed,
      now.natsConnected > 0 ? `NATS connected, ${shown(now.natsDropped)} dropped` : 'no NATS',
    ],
    [
      'FIX door',
      state(fix),
      `${rate('fixMessagesIn', 'in')}, ${rate('fixMessagesOut', 'out')}`,
      '',
      fix,
      `${shown(now.fixConnections)} connections`,
    ],
    [
      'Web door',
      state(web),
      `${rate('webMessagesIn', 'in')}, ${rate('webMessagesOut', 'out')}`,
      '',
      web,
      `${shown(now.webConnections)} connections`,
    ],
  ];
}

/** Puts the rows into the table; rows are made once, so that nothing flickers and a selection stays. */
export function showStages(body, rows) {
  while (body.rows.length < rows.length) {
    const row = body.insertRow();
    const name = document.createElement('th');
    name.scope = 'row';
    name.append(Object.assign(document.createElement('span'), { className: 'dot' }), '');
    row.append(name);
    for (let i = 0; i < 4; i++) row.insertCell();
    const meter = Object.assign(document.createElement('meter'), { min: 0, max: 1, high: 0.8, low: 0.5, optimum: 0 });
    row.cells[3].append(meter);
  }
  rows.forEach(([name, state, rate, behind, ring, detail], i) => {
    const { cells } = body.rows[i];
    const [dot, text] = cells[0].childNodes;
    dot.className = `dot ${state}`;
    text.data = name;
    cells[1].textContent = rate;
    cells[2].textContent = behind;
    const [meter] = cells[3].children;
    meter.hidden = ring === null;
    meter.value = ring ?? 0;
    meter.title = ring === null ? '' : `${(ring * 100).toFixed(1)} % full`;
    meter.setAttribute('aria-label', `${name}: ring ${meter.title}`);
    cells[4].textContent = detail;
  });
}
