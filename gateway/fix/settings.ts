/**
 * What the configuration says of FIX sessions, by SenderCompID. It can be replaced while the door is open. Door's thread.
 */
import { openSession, type Role, type SessionConfig } from '../config-sessions.js';

export class Settings {
  /** null: any SenderCompID may log on. */
  all: readonly SessionConfig[] | null = null;
  private bySender: ReadonlyMap<string, SessionConfig> | null = null;

  constructor(sessions: readonly SessionConfig[] | null) {
    this.replace(sessions);
  }

  /** @param sessions null: any SenderCompID may log on */
  replace(sessions: readonly SessionConfig[] | null): void {
    this.all = sessions;
    this.bySender = sessions && new Map(sessions.map((s) => [s.senderCompId, s]));
  }

  /** Those of a counterparty that logs on through a port of these roles; undefined: it may not. */
  of(senderCompId: string, roles: readonly Role[]): SessionConfig | undefined {
    if (this.bySender !== null) return this.bySender.get(senderCompId);
    const role = roles.find((r) => r !== 'dropCopy');
    return role && openSession(senderCompId, role);
  }
}
