/** From random commands to a list that can be played: ids, references and times. */
import type { Command, Inbound, NewOrder } from './commands.js';
import type { Raw } from './generate/flow.js';

/** Around which price an instrument trades. */
export const middle = (instrument: number) => (instrument === 0 ? 100 : 0);

/** Gives every command its id, its references and its times. References are to orders that may be open, mostly. */
export function numbered(raws: readonly Raw[]): Command[] {
  let now = 0;
  let open: { id: string; session: number; ins: number }[] = [];
  const used: { id: string; session: number }[] = [];
  let lastId = '';
  return raws.flatMap((raw, i) => {
    const { back: n = 0, ...rest } = raw;
    const c = structuredClone(rest) as Command;
    const recent = open.slice(-12);
    const target = recent[recent.length - 1 - (n % Math.max(1, recent.length))];
    if ('id' in c) c.id = `o${i}`;
    // Every 31st repeats an id.
    if ((c.do === 'new' || c.do === 'replace') && i % 31 === 30) c.id = lastId || c.id;
    if (c.do === 'tick') now += c.ms;
    else if (c.do === 'schedule') {
      const times = c.entries.map((e) => ({ ...e, ms: e.ms + now })).sort((a, b) => a.ms - b.ms);
      c.entries = times.filter((e, k) => times[k + 1]?.ms !== e.ms);
    } else if (c.do === 'replace' || c.do === 'cancel' || c.do === 'status') {
      c.orig = target?.id ?? 'none';
      // Mostly its own orders, now and then another session's.
      if (i % 11 !== 0) c.session = target?.session ?? c.session;
      if (c.do === 'replace') {
        c.price += middle(target?.ins ?? 0);
        if (c.stop !== undefined) c.stop += middle(target?.ins ?? 0);
        if (target) open.push({ ...target, id: c.id });
      } else if (c.do === 'cancel' && i % 5 !== 0) open = open.filter((x) => x !== target);
    } else if (c.do === 'new') {
      if (c.contingency && target) {
        c.link = target.id;
        c.session = target.session;
        if (i % 11 !== 0) move(c, target.ins);
      }
      if (c.expireMs !== undefined) c.expireMs += now;
      // Half of them repeat an order that may be open, some any request, and some are new.
      const first = n < 5 ? target : n < 8 ? used.at(-1 - ((i * n) % 20)) : undefined;
      const isRepeat = c.possResend === true && first !== undefined;
      if (isRepeat) c.id = first.id;
      if (isRepeat && i % 11 !== 0) c.session = first.session;
      const isBrief = c.tif === 'ioc' || c.tif === 'fok' || (c.type === 'market' && n > 1);
      if (!isBrief && !isRepeat) open.push({ id: c.id, session: c.session, ins: c.ins ?? 0 });
    }
    if (c.do === 'new' || c.do === 'replace') lastId = c.id;
    if ('id' in c) used.push({ id: c.id, session: c.session });
    if (isInbound(c) && i % 7 !== 0) c.msgSeqNum = i + 1;
    if (isInbound(c) && i % 17 === 16) c.over = 2;
    // Most sessions come back after a restart.
    const back = c.do === 'restart' ? [0, 1, 2].filter((s) => (s + i) % 4 !== 0) : [];
    return [c, ...back.map((session): Command => ({ do: 'logon', session }))];
  });
}

/** From a session, and not about one. */
function isInbound(c: Command): c is Command & Inbound {
  return 'session' in c && c.do !== 'operatorCancel' && c.do !== 'define';
}

/** To another instrument, as far from its middle. */
function move(c: NewOrder, to: number): void {
  const by = middle(to) - middle(c.ins ?? 0);
  c.ins = to;
  if (c.price !== undefined) c.price += by;
  if (c.stop !== undefined) c.stop += by;
}
