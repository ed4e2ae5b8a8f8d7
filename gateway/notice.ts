/** Operators' notices as they stand in the log. */
import { BODY_SHIFT } from '../engine/records.js';
import { Notice } from '../engine/records-venue.js';
import type { RecordViews } from '../engine/ring.js';
import { getText } from '../engine/text.js';

/** Of NOTICE_GIVEN. */
export function noticeText({ u8 }: RecordViews, at: number): string {
  const body = at - BODY_SHIFT;
  return getText(u8, body + Notice.TEXT, u8[body + Notice.TEXT_LEN]);
}
