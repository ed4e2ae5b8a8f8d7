/**
 * Which rules this code plays by: stands in each EPOCH_START and each snapshot, and what has another number is refused. Changed
 * behaviour, or a changed layout of a record, is a new number, a new release here, a line in CHANGELOG.md and a new golden log.
 */
export const RULES_VERSION = 2;

/** The first release that plays by each version of the rules. */
const RELEASES: Readonly<Record<number, string>> = { 1: '0.1.0', 2: '0.2.0' };

/** What to do with a log or a snapshot that was written under other rules; the end of a message. */
export function otherRules(version: number): string {
  const release = RELEASES[version];
  const which = release ? `Buttonwood ${release}` : `the release of Buttonwood that has rules ${version} (CHANGELOG.md)`;
  return `replay it with ${which}, and give this release a data directory of its own`;
}
