/** Sessions come and go, and their numbers. */
import type { Command, Inbound } from '../commands.js';
import { type State, tell, tellOwned } from './state.js';

type Of<K extends Command['do']> = Extract<Command, { do: K }>;

/** What comes from a session that is up counts, whatever becomes of it. */
export function count(s: State, { session, msgSeqNum }: Inbound): void {
  const x = s.sessions[session];
  if (x?.up && msgSeqNum) x.nextIn = msgSeqNum + 1;
}

export function numbersOf(x: Pick<State['sessions'][number], 'up' | 'nextIn' | 'nextOut' | 'resets'>): string {
  return `${x.up ? 'up' : 'down'} in ${x.nextIn} out ${x.nextOut} resets ${x.resets}`;
}

/** Whatever it tells, it tells with the numbers as they then are. */
function tellState(s: State, type: string, session: number): void {
  const { nextIn, nextOut, resets, windowMs = 'none' } = s.sessions[session] ?? {};
  tell(s, `${type} s${session} in ${nextIn} out ${nextOut} resets ${resets} window ${windowMs}`);
}

export function startAgain(s: State, session: number): void {
  const x = s.sessions[session];
  if (!x) return;
  Object.assign(x, { nextIn: 1, nextOut: 1, resets: x.resets + 1, resetDue: false });
  tellState(s, 'SESSION_RESET', session);
}

export function logon(s: State, c: Of<'logon'>): void {
  const x = s.sessions[c.session];
  if (!x) return;
  x.up = true;
  x.codAt = undefined;
  x.codNow = c.cancel === 1 || (c.cancel !== 2 && x.cod);
  if (c.reset) Object.assign(x, { nextIn: 1, nextOut: 1, resets: x.resets + 1 });
  count(s, c);
  x.windowMs = c.windowMs ?? x.windowMs;
  tellState(s, 'SESSION_UP', c.session);
  tellOwned(s, 'SAID', c.session, 'A');
}

export function disconnect(s: State, c: Of<'disconnect'>): void {
  const x = s.sessions[c.session];
  if (!x) return;
  x.up = false;
  if (x.codNow && !c.clean) x.codAt = s.timeUs + x.graceMs * 1000;
  tellState(s, 'SESSION_DOWN', c.session);
  if (c.reset || x.resetDue) startAgain(s, c.session);
}
