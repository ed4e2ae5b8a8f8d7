/** Sessions come and go, and their numbers. */
import type { Command, Inbound } from '../commands.js';
import { type State, tell, tellOwned, type Why } from './state.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;
type Session = State['sessions'][number];

export const isLive = (x: Session, { over = 1 }: Inbound) => x.over === over;

export function whyNotUp(x: Session, c: Of<'logon'>): Why | '' {
  if (!x.enabled) return 'sessionDisabled';
  return x.over > 0 && !isLive(x, c) ? 'alreadyLoggedOn' : '';
}

/** What comes over a session's connection counts, whatever becomes of it. */
export function count(s: State, c: Inbound): void {
  const x = s.sessions[c.session];
  if (x && c.msgSeqNum && isLive(x, c)) x.nextIn = c.msgSeqNum + 1;
}

export function numbersOf(x: Pick<Session, 'over' | 'nextIn' | 'nextOut' | 'resets'>): string {
  return `over ${x.over} in ${x.nextIn} out ${x.nextOut} resets ${x.resets}`;
}

/** Whatever it tells, it tells with the numbers as they then are. */
function tellState(s: State, type: string, session: number, over: number): void {
  const { nextIn, nextOut, resets, windowMs = 'none' } = s.sessions[session] ?? {};
  tell(s, `${type} s${session} over ${over} in ${nextIn} out ${nextOut} resets ${resets} window ${windowMs}`);
}

export function startAgain(s: State, session: number): void {
  const x = s.sessions[session];
  if (!x) return;
  Object.assign(x, { nextIn: 1, nextOut: 1, resets: x.resets + 1, resetDue: false });
  tellState(s, 'SESSION_RESET', session, 0);
}

export function logon(s: State, c: Of<'logon'>): void {
  const x = s.sessions[c.session];
  if (!x) return;
  x.over = c.over ?? 1;
  x.codAt = undefined;
  x.codNow = c.cancel === 1 || (c.cancel !== 2 && x.cod);
  if (c.reset) Object.assign(x, { nextIn: 1, nextOut: 1, resets: x.resets + 1 });
  count(s, c);
  x.windowMs = c.windowMs ?? x.windowMs;
  tellState(s, 'SESSION_UP', c.session, x.over);
  tellOwned(s, 'SAID', c.session, 'A');
}

export function disconnect(s: State, c: Of<'disconnect'>): void {
  const x = s.sessions[c.session];
  if (!x || !isLive(x, c)) return;
  x.over = 0;
  if (x.codNow && !c.clean) x.codAt = s.timeUs + x.graceMs * 1000;
  tellState(s, 'SESSION_DOWN', c.session, c.over ?? 1);
  if (c.reset || x.resetDue) startAgain(s, c.session);
}
