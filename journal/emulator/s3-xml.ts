/** The few XML documents that S3 answers with. */
import type { AwsError } from './aws-error.js';
import type { ObjectInfo } from './bucket-directory.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XMLNS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

export interface ListPage {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly startAfter: string;
  readonly maxKeys: number;
  readonly token: string;
  readonly urlEncoded: boolean;
  readonly objects: readonly ObjectInfo[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page goes on; null: this was the last. */
  readonly nextToken: string | null;
}

export function errorXml(error: AwsError, resource: string, requestId: string): string {
  return `${HEAD}<Error>${element('Code', error.code)}${element('Message', error.message)}${element('Resource', resource)}${element('RequestId', requestId)}</Error>`;
}

export function bucketsXml(names: readonly string[]): string {
  const buckets = names.map((name) => `<Bucket>${element('Name', name)}</Bucket>`).join('');
  return `${HEAD}<ListAllMyBucketsResult ${XMLNS}><Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`;
}

export function listXml(page: ListPage): string {
  const text = page.urlEncoded ? (key: string) => encodeURIComponent(key).replaceAll('%2F', '/') : (key: string) => key;
  const parts = [
    element('Name', page.bucket),
    element('Prefix', text(page.prefix)),
    element('KeyCount', String(page.objects.length + page.commonPrefixes.length)),
    element('MaxKeys', String(page.maxKeys)),
    element('IsTruncated', String(page.nextToken !== null)),
  ];
  if (page.delimiter) parts.push(element('Delimiter', text(page.delimiter)));
  if (page.startAfter) parts.push(element('StartAfter', text(page.startAfter)));
  if (page.token) parts.push(element('ContinuationToken', page.token));
  if (page.nextToken !== null) parts.push(element('NextContinuationToken', page.nextToken));
  if (page.urlEncoded) parts.push(element('EncodingType', 'url'));
  for (const object of page.objects) {
    parts.push(
      `<Contents>${element('Key', text(object.key))}${element('LastModified', object.modified.toISOString())}` +
        `${element('ETag', `"${object.etag}"`)}${element('Size', String(object.size))}${element('StorageClass', 'STANDARD')}</Contents>`,
    );
  }
  for (const prefix of page.commonPrefixes) parts.push(`<CommonPrefixes>${element('Prefix', text(prefix))}</CommonPrefixes>`);
  return `${HEAD}<ListBucketResult ${XMLNS}>${parts.join('')}</ListBucketResult>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\u0000-\u001f]/g, (char) => {
    if (char === '&') return '&amp;';
    if (char === '<') return '&lt;';
    if (char === '>') return '&gt;';
    if (char === '"') return '&quot;';
    return `&#x${char.charCodeAt(0).toString(16)};`;
  });
}
