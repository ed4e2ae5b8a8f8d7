/** How the web door writes an HTTP response. */
import type { HttpResponse } from './uws.js';

const statusLines: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  500: '500 Internal Server Error',
  503: '503 Service Unavailable',
};

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

export function respondError(res: HttpResponse, status: number, code: string, message: string): void {
  respondJson(res, statusLines[status], { error: { code, message } });
}
