/**
 * The configured sessions as they may change while the venue is open. The composition root has the file read again and tells every thread
 * whose doors have sessions; one object a thread.
 */
import type { SessionConfig } from './config-sessions.js';

export type Sessions = readonly SessionConfig[] | null;

export class SessionFeed {
  private readonly listeners: ((sessions: Sessions) => void)[] = [];

  subscribe(listener: (sessions: Sessions) => void): void {
    this.listeners.push(listener);
  }

  publish(sessions: Sessions): void {
    for (const listener of this.listeners) listener(sessions);
  }
}

/** Reads the configuration's sessions again, and puts them in force. */
export interface SessionSource {
  /** Those that hold now. */
  readonly inForce: Sessions;
  /** @throws OperationalError when the configuration cannot be read or is wrong */
  read(): Sessions;
  apply(sessions: Sessions): void;
}
