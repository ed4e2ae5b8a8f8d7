/** The firm of a session that no configuration gives one: named like the session. */

/** A participant's name stands in NATS subjects, so it has only letters, digits, `_` and `-`. */
export function firmName(participant: string | undefined, senderCompId: string): string {
  return participant ?? senderCompId.replace(/[^A-Za-z0-9_-]/g, '_');
}
