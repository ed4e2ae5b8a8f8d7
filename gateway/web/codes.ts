/**
 * Every code with which this door itself refuses or closes something; clients act on them, so none may change. What the
 * engine refuses has the name of its reason (engine/reasons.ts), as `unknownSymbol` has here.
 */

/** `error.code` of an `error` event over the WebSocket. */
export const SOCKET_ERRORS = [
  'ALREADY_LOGGED_ON',
  'BAD_MESSAGE',
  'BUSY',
  'NOT_LOGGED_ON',
  'SEQ_TOO_HIGH',
  'TOO_LARGE',
  'TOO_MANY_MESSAGES',
  'TOO_MANY_SUBSCRIPTIONS',
  'UNKNOWN_SESSION',
  'unknownSymbol',
] as const;
export type SocketErrorCode = (typeof SOCKET_ERRORS)[number];

/** `error.code` of an HTTP answer, with its status. */
export const HTTP_ERRORS = {
  BAD_ARGUMENT: '400 Bad Request',
  FORBIDDEN_ORIGIN: '403 Forbidden',
  NOT_FOUND: '404 Not Found',
  unknownSymbol: '404 Not Found',
  METHOD_NOT_ALLOWED: '405 Method Not Allowed',
  INTERNAL: '500 Internal Server Error',
  BUSY: '503 Service Unavailable',
  NOT_READY: '503 Service Unavailable',
} as const;
export type HttpErrorCode = keyof typeof HTTP_ERRORS;

/** With which a WebSocket ends. */
export const CloseCode = {
  stopping: 1001,
  tooBig: 1009,
  malformed: 4002,
  notAllowed: 4003,
  slow: 4008,
  pastUnreadable: 4011,
} as const;
