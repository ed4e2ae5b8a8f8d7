/** Random commands. References and times are relative until a whole list is numbered. */
export { type Flow, mix, type Raw } from './generate/flow.js';
export * from './generate/operators.js';
export * from './generate/orders.js';
export * from './generate/sessions.js';
export { numbered } from './numbering.js';
