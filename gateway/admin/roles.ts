/** Who may do what: the one table of roles. A higher role may do all that a lower one may. */

export const ROLES = ['viewer', 'operator', 'supervisor'] as const;
export type Role = (typeof ROLES)[number];

/** By action of POST. Everything under GET is a viewer's. */
export const roleOfAction = {
  halt: 'operator',
  resume: 'operator',
  'cancel-only': 'operator',
  phase: 'operator',
  cancel: 'operator',
  /** Kill switch on. */
  kill: 'operator',
  /** Kill switch off. */
  release: 'supervisor',
  schedule: 'supervisor',
  'schedule/load': 'supervisor',
  'end-day': 'supervisor',
  notice: 'operator',
  'session/disable': 'operator',
  'session/enable': 'supervisor',
  /** The configuration's sessions are read again. */
  'session/reload': 'supervisor',
  limits: 'supervisor',
  stp: 'supervisor',
  level: 'supervisor',
  /** Where a second person is needed an operator may ask for both; else a supervisor does them alone. */
  bust: 'supervisor',
  correct: 'supervisor',
  approve: 'supervisor',
  withdraw: 'operator',
} as const satisfies Record<string, Role>;
export type ActionName = keyof typeof roleOfAction;

export const ASKED_ROLE: Role = 'operator';

export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(roleOfAction, name);
}

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
