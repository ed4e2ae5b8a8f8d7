import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ADMIN_ERRORS } from '../../gateway/admin/codes.js';
import { CloseCode, HTTP_ERRORS, SOCKET_ERRORS } from '../../gateway/web/codes.js';

it.each([
  ['web', [...SOCKET_ERRORS, ...Object.keys(HTTP_ERRORS)], Object.values(CloseCode)],
  ['admin', Object.keys(ADMIN_ERRORS), Object.values(ADMIN_ERRORS)],
] as const)('every code of the %s door stands in its README', (door, codes, numbers) => {
  const text = readFileSync(new URL(`../../gateway/${door}/README.md`, import.meta.url), 'utf8');
  const absent = [...codes.map((code) => `\`${code}\``), ...numbers.map((n) => `| ${n} `)].filter((s) => !text.includes(s));
  expect(absent).toEqual([]);
});
