/** A password as a client keeps it: nothing that prints, logs or stores values shows it. */
import { inspect } from 'node:util';

const HIDDEN = '***';

export class Secret {
  readonly #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'latin1');
  }

  static of(value: string | Secret): Secret {
    return typeof value === 'string' ? new Secret(value) : value;
  }

  /** For the Logon that carries it, and nothing else. */
  reveal(): Buffer {
    return this.#bytes;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
