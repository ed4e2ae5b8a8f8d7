/**
 * Local times of one time zone as absolute ones, over changes of the clocks. Dates are numbers such as 20261225, which sort and compare.
 * Pure, given the zone's rules in Intl.
 */
const DAY_MS = 86_400_000;

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export class LocalTime {
  private readonly zone: Intl.DateTimeFormat;

  /** @param timeZone an IANA name */
  constructor(timeZone: string) {
    this.zone = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The date there at an instant. */
  dateAt(timeUs: number): number {
    return dateOfMs(this.localMs(timeUs / 1000));
  }

  /**
   * The instant of a local time such as `17:00` or `17:00:30`, in µs. A time that the clocks skip is as long after the change as it
   * is written after the skipped hour's beginning; of a time that they repeat, the first.
   */
  instantUs(date: number, time: string): number {
    const local = utcMs(date) + secondsOf(time) * 1000;
    const before = this.offsetMs(local - DAY_MS);
    const after = this.offsetMs(local + DAY_MS);
    // before a change its old offset holds: right for a repeated time's first, and for one that is skipped
    const first = local - before;
    return (this.offsetMs(first) === before || this.offsetMs(local - after) !== after ? first : local - after) * 1000;
  }

  private offsetMs(ms: number): number {
    return this.localMs(ms) - Math.floor(ms / 1000) * 1000;
  }

  /** The local clock's reading, as if it were UTC. */
  private localMs(ms: number): number {
    const read: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.zone.formatToParts(ms)) read[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }
}

/** Seconds since midnight of `17:00` or `17:00:30`. */
export function secondsOf(time: string): number {
  const [hours, minutes, seconds = 0] = time.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** 0: Sunday. */
export function weekday(date: number): number {
  return new Date(utcMs(date)).getUTCDay();
}

export function addDays(date: number, days: number): number {
  return dateOfMs(utcMs(date) + days * DAY_MS);
}

/** 20261225 of 2026-12-25. */
export function dateNumber(text: string): number {
  return Number(text.replaceAll('-', ''));
}

/** 2026-12-25 of 20261225. */
export function dateText(date: number): string {
  const digits = String(date).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** 2026-12-25 of an instant, in UTC; '' of none. */
export function isoDate(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}

function utcMs(date: number): number {
  return Date.parse(dateText(date));
}

function dateOfMs(ms: number): number {
  return dateNumber(isoDate(ms));
}
