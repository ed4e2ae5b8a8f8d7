/** How the web door writes an HTTP response. */
import { HTTP_ERRORS, type HttpErrorCode } from './codes.js';
import type { HttpResponse } from './uws.js';

const CONTENT_POLICY = "default-src 'self'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

export function respond(res: HttpResponse, status: string, contentType: string, body: string | Uint8Array): void {
  res.cork(() => {
    res.writeStatus(status);
    res.writeHeader('Content-Type', contentType);
    res.writeHeader('Cache-Control', 'no-store');
    res.writeHeader('X-Content-Type-Options', 'nosniff');
    if (contentType.startsWith('text/html')) res.writeHeader('Content-Security-Policy', CONTENT_POLICY);
    res.end(body);
  });
}

export function respondJson(res: HttpResponse, status: string, body: object): void {
  respond(res, status, 'application/json', JSON.stringify(body));
}

export function respondError(res: HttpResponse, code: HttpErrorCode, message: string): void {
  respondJson(res, HTTP_ERRORS[code], { error: { code, message } });
}
