/** What an operator's command is answered with: its body again, after an index and the command's ref (records.ts, BODY_SHIFT). */
import type { Events } from './events.js';
import { aligned, BODY_SHIFT, Command, Defined } from './records.js';

/** @param end of the body, in the command */
export function repeatCommand(events: Events, type: number, index: number, end: number): void {
  const { command, at: from, out } = events;
  const at = out.claim(aligned(end - BODY_SHIFT));
  const { i32, u8 } = out.views;
  i32[(at >> 2) + 1] = type;
  i32[(at + Defined.INDEX) >> 2] = index;
  i32[(at + Defined.REF) >> 2] = command.i32[(from + Command.REF) >> 2];
  for (let i = Command.BODY; i < end; i++) u8[at + i - BODY_SHIFT] = command.u8[from + i];
}
