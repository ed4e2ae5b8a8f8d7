/**
 * A signed Logon is taken once: its SendingTime must be after that of the session's last. The times are in memory only, so after a
 * start none from before it is taken: one that was overheard earlier is of no use then, unless its sender's clock ran ahead of ours.
 * A sender whose clock is behind gets in as soon as it, too, shows a time after the start.
 */
export class SignedTimes {
  private readonly lastUs = new Map<string, number>();

  /** @param openedUs when the door began to take Logons */
  constructor(private readonly openedUs: number) {}

  /** Takes the time of a good signature; why not, or ''. Only sessions that are configured come here, so that the table is bounded. */
  take(senderCompId: string, sentUs: number): string {
    if (sentUs < this.openedUs) return `the signed SendingTime is before the venue's start, ${isoTime(this.openedUs)}`;
    const lastUs = this.lastUs.get(senderCompId) ?? -1;
    if (sentUs <= lastUs) return `the signed SendingTime is not after the last one, ${isoTime(lastUs)}`;
    this.lastUs.set(senderCompId, sentUs);
    return '';
  }

  /** Forgets the sessions that are not configured any more. */
  keepOnly(isConfigured: (senderCompId: string) => boolean): void {
    for (const senderCompId of this.lastUs.keys()) if (!isConfigured(senderCompId)) this.lastUs.delete(senderCompId);
  }
}

function isoTime(us: number): string {
  return new Date(us / 1000).toISOString();
}
