/** The page: one symbol's book and trades, and the state of every stage. It draws at most once a frame. */
import { Book } from './book.js';
import { Feed } from './feed.js';
import { showStages, stageRows } from './stages.js';

const LEVELS = 12;
const TRADES = 24;
const CLASSES = ['l2', 'trade', 'status', 'auction'];
const TRADE = 1;
const L2 = 3;
const L2_SNAPSHOT = 4;
const STATUS = 5;
const HEARTBEAT = 7;
const AUCTION = 9;
const TRADE_CHANGE = 11;
const ID_SPAN = 2 ** 36;
const phaseNames = {
  1: 'open',
  2: 'halted',
  3: 'cancelOnly',
  4: 'preOpen',
  5: 'openingAuction',
  6: 'volatilityAuction',
  7: 'closingAuction',
  8: 'postClose',
  9: 'closed',
};
const phaseTexts = {
  open: ['open', 'good'],
  halted: ['halted', 'bad'],
  cancelOnly: ['cancel only', 'warn'],
  preOpen: ['pre-open', 'warn'],
  openingAuction: ['opening auction', 'warn'],
  volatilityAuction: ['volatility auction', 'warn'],
  closingAuction: ['closing auction', 'warn'],
  postClose: ['post-close', 'warn'],
  closed: ['closed', 'bad'],
};

const element = (id) => document.getElementById(id);
let instruments = new Map();
let current = null;
let trades = [];
let book = newBook();
let dirty = true;

function newBook() {
  return new Book(() => feed.send({ op: 'subscribe', classes: ['l2'], symbols: [current.symbol] }));
}

const feed = new Feed({ state: onState, message: onMessage, event: onEvent });

function onState(state, why = '') {
  const pill = element('connection');
  pill.textContent = state;
  pill.title = why;
  pill.className = `pill ${state === 'live' ? 'good' : 'bad'}`;
  if (state === 'live') start();
  else book.restart();
  dirty = true;
}

/** On each connection: what is listed may have changed, and everything known is old. */
async function start() {
  const { instruments: list } = await (await fetch('/v1/instruments')).json();
  instruments = new Map(list.map((info) => [info.symbol, info]));
  const select = element('symbol');
  select.replaceChildren(...list.map(({ symbol }) => new Option(symbol, symbol)));
  const wanted = decodeURIComponent(location.hash.slice(1));
  const symbol = instruments.has(wanted) ? wanted : (current?.symbol ?? list[0]?.symbol);
  current = null;
  if (symbol) choose(symbol);
}

function choose(symbol) {
  if (current) feed.send({ op: 'unsubscribe', classes: CLASSES, symbols: [current.symbol] });
  current = instruments.get(symbol);
  element('symbol').value = symbol;
  history.replaceState(null, '', `#${encodeURIComponent(symbol)}`);
  document.title = `${symbol} · Buttonwood`;
  trades = [];
  book = newBook();
  book.restart();
  dirty = true;
  feed.send({ op: 'subscribe', classes: CLASSES, symbols: [symbol] });
  loadTrades(symbol);
}

async function loadTrades(symbol) {
  const answer = await fetch(`/v1/trades/${encodeURIComponent(symbol)}?limit=${TRADES}`);
  if (!answer.ok || current?.symbol !== symbol) return;
  const known = new Set(trades.map((t) => t.tradeId));
  const older = (await answer.json()).trades.filter((t) => !known.has(t.tradeId) && !t.busted);
  for (const trade of older) {
    trade.qty = qty(Math.round((Number(trade.qty) * 10 ** current.qtyDecimals) / current.lotUnits));
    trade.aggressor ??= 'auction';
  }
  if (current?.symbol === symbol) trades = [...trades, ...older].slice(0, TRADES);
  dirty = true;
}

function onMessage(message) {
  if (!current) return;
  const [type] = message;
  if (type === HEARTBEAT) onHeartbeat(message);
  else if (message[7] !== current.instrument) return;
  else if (type === L2 || type === L2_SNAPSHOT) book.take(message);
  else if (type === TRADE) onTrade(message);
  else if (type === TRADE_CHANGE) onTradeChange(message);
  else if (type === STATUS) setPhase(phaseNames[message[8]]);
  else if (type === AUCTION) onAuction(message);
  dirty = true;
}

/** Says the last number of whatever has changed: finds a gap in a book that has gone quiet. */
function onHeartbeat(message) {
  for (let i = 0; i < message[8]; i++) {
    const at = 9 + 3 * i;
    if (message[at] === current.instrument && message[at + 1] === L2) book.heartbeat(message[2], message[at + 2]);
  }
}

function onTrade(message) {
  const [tradeId, ticks, lots, side] = message.slice(8);
  const id = `${Math.floor(tradeId / ID_SPAN)}-${tradeId % ID_SPAN}`;
  if (trades.some((t) => t.tradeId === id)) return;
  trades.unshift({
    tradeId: id,
    timeUs: message[6],
    price: price(ticks),
    qty: qty(lots),
    aggressor: side === 0 ? 'auction' : side === 1 ? 'buy' : 'sell',
  });
  trades.length = Math.min(trades.length, TRADES);
}

/** Without a quantity the trade is busted, else corrected. */
function onTradeChange(message) {
  const [tradeId, , , ticks, lots] = message.slice(8);
  const id = `${Math.floor(tradeId / ID_SPAN)}-${tradeId % ID_SPAN}`;
  if (lots === 0) trades = trades.filter((t) => t.tradeId !== id);
  else for (const t of trades) if (t.tradeId === id) Object.assign(t, { price: price(ticks), qty: qty(lots) });
}

/** What an auction would come to now stands beside its phase. */
function onAuction(message) {
  const [, hasPrice, ticks, lots, side, imbalance, final] = message.slice(8);
  const rest = imbalance > 0 ? `, ${qty(imbalance)} more to ${side === 1 ? 'buy' : 'sell'}` : '';
  element('phase').title = final || !hasPrice ? '' : `indicative ${price(ticks)} for ${qty(lots)}${rest}`;
}

function onEvent(event) {
  if (event.event === 'conflated') book.pause();
  else if (event.event === 'error') console.warn(event.error);
  dirty = true;
}

function price(ticks) {
  return ((ticks * current.tickUnits) / 10 ** current.priceDecimals).toFixed(current.priceDecimals);
}

function qty(lots) {
  const digits = { minimumFractionDigits: current.qtyDecimals, maximumFractionDigits: current.qtyDecimals };
  return ((lots * current.lotUnits) / 10 ** current.qtyDecimals).toLocaleString('en', digits);
}

function setPhase(name) {
  const [text, look] = phaseTexts[name] ?? ['–', ''];
  const pill = element('phase');
  pill.textContent = text;
  pill.className = `pill ${look}`;
}

function fillRows(body, rows, columns) {
  while (body.rows.length > rows.length) body.deleteRow(-1);
  while (body.rows.length < rows.length) {
    const row = body.insertRow();
    for (let i = 0; i < columns; i++) row.insertCell();
  }
  rows.forEach((cells, r) => {
    cells.forEach((text, c) => {
      const cell = body.rows[r].cells[c];
      if (cell.textContent !== text) cell.textContent = text;
    });
  });
}

function drawSide(id, levels, most) {
  const body = element(id);
  fillRows(
    body,
    levels.map(([ticks, lots, orders]) => [String(orders), qty(lots), price(ticks)]),
    3,
  );
  levels.forEach(([, lots], i) => {
    body.rows[i].style.setProperty('--share', `${Math.round((100 * lots) / most)}%`);
  });
  body.classList.toggle('stale', !book.valid);
}

function draw() {
  requestAnimationFrame(draw);
  if (!dirty || !current) return;
  dirty = false;
  const bids = book.bids(LEVELS);
  const asks = book.asks(LEVELS);
  const most = Math.max(1, ...bids.map((l) => l[1]), ...asks.map((l) => l[1]));
  drawSide('bids', bids, most);
  drawSide('asks', asks.toReversed(), most);
  element('book-state').textContent = book.valid ? '' : feed.isOpen ? 'waiting for a snapshot' : 'not connected';
  const both = book.valid && bids.length > 0 && asks.length > 0;
  element('spread').textContent = both ? price(asks[0][0] - bids[0][0]) : '–';
  element('bid').textContent = book.valid && bids.length > 0 ? price(bids[0][0]) : '–';
  element('ask').textContent = book.valid && asks.length > 0 ? price(asks[0][0]) : '–';
  const gaps = book.gaps > 0 ? `, ${book.gaps} gaps repaired` : '';
  element('book-foot').textContent = book.valid ? `${book.bidLevels} bid and ${book.askLevels} ask levels${gaps}` : '';
  drawTrades();
}

function drawTrades() {
  const body = element('trades');
  fillRows(
    body,
    trades.map((t) => [clock(t.timeUs), t.price, t.qty, t.aggressor]),
    4,
  );
  trades.forEach((t, i) => {
    body.rows[i].cells[1].className = body.rows[i].cells[3].className = t.aggressor;
  });
  element('trades-empty').hidden = trades.length > 0;
  const last = element('last');
  last.textContent = trades[0]?.price ?? '–';
  last.className = trades[0]?.aggressor ?? '';
}

function clock(us) {
  const date = new Date(us / 1000);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

let previous = null;
async function poll() {
  try {
    const status = await (await fetch('/v1/status')).json();
    element('mic').textContent = status.mic;
    element('venue').textContent = `epoch ${status.epoch}, ${status.sessions.connected} sessions connected`;
    if (current) setPhase(status.phase === 'open' ? (status.phases[current.symbol] ?? 'open') : status.phase);
    showStages(element('stages'), stageRows(status, previous));
    element('stages').classList.remove('stale');
    previous = status;
  } catch {
    element('stages').classList.add('stale');
    previous = null;
  }
  setTimeout(poll, 1000);
}

function step(by) {
  const symbols = [...instruments.keys()];
  if (symbols.length === 0) return;
  choose(symbols[(symbols.indexOf(current?.symbol) + by + symbols.length) % symbols.length]);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}
const darkness = matchMedia('(prefers-color-scheme: dark)');
setTheme(localStorage.getItem('theme') ?? (darkness.matches ? 'dark' : 'light'));
element('theme').onclick = () => {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', theme);
  setTheme(theme);
};
element('symbol').onchange = (e) => choose(e.target.value);
element('previous').onclick = () => step(-1);
element('next').onclick = () => step(1);
document.onkeydown = (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target instanceof HTMLSelectElement) return;
  if (e.key === '/') element('symbol').focus();
  else if (e.key === '[') step(-1);
  else if (e.key === ']') step(1);
  else return;
  e.preventDefault();
};
poll();
draw();
