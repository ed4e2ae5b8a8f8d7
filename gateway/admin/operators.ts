/**
 * Who asks: an operator by token, or, where the configuration names none, whoever is on this machine, under the name that the
 * request gives. Tokens are compared by hash, in constant time, and never written anywhere.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { refusal } from './http.js';
import { mayAct, type Role } from './roles.js';

export interface OperatorConfig {
  /** Stands as author in the log. */
  name: string;
  role: Role;
  token: string;
}

/** `name` is null where nobody is configured: the request says who asks. */
export interface Asker {
  name: string | null;
  role: Role;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export class Operators {
  private readonly known: { name: string; role: Role; digest: Buffer }[];

  constructor(operators: readonly OperatorConfig[]) {
    this.known = operators.map(({ name, role, token }) => ({ name, role, digest: digest(token) }));
  }

  /** @param authorization the header: `Bearer TOKEN` */
  identify(authorization: string | undefined): Asker {
    if (this.known.length === 0) return { name: null, role: 'supervisor' };
    const token = /^Bearer (\S{1,256})$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refusal('UNAUTHORIZED', 'Authorization: expected Bearer and an operator`s token');
    const given = digest(token);
    let found: Asker | null = null;
    for (const operator of this.known) if (timingSafeEqual(operator.digest, given)) found = operator;
    if (found === null) throw refusal('UNAUTHORIZED', 'Authorization: expected the token of a configured operator');
    return { name: found.name, role: found.role };
  }

  static require(asker: Asker, needed: Role, what: string): void {
    if (mayAct(asker.role, needed)) return;
    throw refusal('FORBIDDEN_ROLE', `${what}: expected the role ${needed}, ${asker.name} is ${asker.role}`);
  }
}
