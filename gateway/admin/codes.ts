/**
 * Every code with which this door itself refuses a request, with its HTTP status; operators' scripts act on them, so none may
 * change. What the engine refuses has the name of its reason (engine/reasons.ts), as the names in small letters have here, and status 409.
 */
export const ADMIN_ERRORS = {
  BAD_JSON: 400,
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_HOST: 403,
  FORBIDDEN_ORIGIN: 403,
  FORBIDDEN_ROLE: 403,
  NOT_FOUND: 404,
  NOT_PENDING: 404,
  unknownSymbol: 404,
  unknownParticipant: 404,
  unknownSession: 404,
  METHOD_NOT_ALLOWED: 405,
  SAME_PERSON: 409,
  NO_CALENDAR: 409,
  ONLY_CONFIGURED: 409,
  unsupportedLevel: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL: 500,
  BUSY: 503,
  NOT_SAFE_YET: 504,
} as const;
export type AdminErrorCode = keyof typeof ADMIN_ERRORS;

/** Of what the engine refuses. */
export const REFUSED_STATUS = 409;
