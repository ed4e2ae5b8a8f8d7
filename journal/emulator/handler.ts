/**
 * One HTTP request to the emulator: which service it is for, which fault it meets, how its error is written.
 * A request with X-Amz-Target is Firehose's, one under /_emulator/ is for whoever drives the emulator, the rest is S3's.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from './aws-error.js';
import { addFaultFrom, FAULT_KINDS, type Faults } from './faults.js';
import type { FirehoseApi } from './firehose-api.js';
import type { S3Api } from './s3-api.js';
import { errorXml } from './s3-xml.js';

const JSON_BODY_BYTES_MAX = 8 * 1024 * 1024;
const TARGET = 'Firehose_20150804.';
const AWS_JSON = 'application/x-amz-json-1.1';

export class Handler {
  constructor(
    private readonly firehose: FirehoseApi,
    private readonly s3: S3Api,
    private readonly faults: Faults,
    private readonly flush: () => Promise<void>,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const [path = '/', search = ''] = split(request.url ?? '/', '?');
    const target = request.headers['x-amz-target'];
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('server', 'buttonwood-emulator (a stand-in, not AWS)');
    try {
      if (path.startsWith('/_emulator/')) return sendJson(response, 200, await this.control(request, path));
      const service = target === undefined ? 's3' : 'firehose';
      if (this.faults.take('outage', service)) {
        request.socket.destroy();
        return;
      }
      if (this.faults.take('hang', service)) {
        request.resume();
        return;
      }
      if (service === 'firehose') await this.handleFirehose(request, response, String(target), requestId);
      else await this.handleS3(request, response, path, new URLSearchParams(search));
    } catch (error) {
      this.sendError(request, response, error, target !== undefined || path.startsWith('/_emulator/'), requestId);
    }
  }

  private async handleFirehose(request: IncomingMessage, response: ServerResponse, target: string, id: string): Promise<void> {
    response.setHeader('x-amzn-requestid', id);
    const input = await readJson(request);
    if (request.method !== 'POST' || !target.startsWith(TARGET)) {
      throw new AwsError(400, 'UnknownOperationException', `expected POST with X-Amz-Target ${TARGET}…, got ${target}`);
    }
    if (this.faults.take('throttle')) throw new AwsError(500, 'ServiceUnavailableException', 'Slow down.');
    const output = this.firehose.call(target.slice(TARGET.length), input);
    if (this.faults.take('loseReply')) request.socket.destroy();
    else sendJson(response, 200, output, AWS_JSON);
  }

  private async handleS3(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    if (this.faults.take('throttle', 's3')) throw new AwsError(503, 'SlowDown', 'Please reduce your request rate.');
    if (this.faults.take('loseReply', 's3')) {
      response.end = () => {
        request.socket.destroy();
        return response;
      };
    }
    await this.s3.handle(request, response, path, query);
  }

  private async control(request: IncomingMessage, path: string): Promise<unknown> {
    switch (`${request.method} ${path}`) {
      case 'POST /_emulator/faults':
        addFaultFrom(this.faults, await readJson(request));
        return { faults: this.faults.list() };
      case 'GET /_emulator/faults':
        return { faults: this.faults.list(), kinds: FAULT_KINDS };
      case 'DELETE /_emulator/faults':
        this.faults.clear();
        return { faults: [] };
      case 'POST /_emulator/flush':
        request.resume();
        await this.flush();
        return this.status();
      case 'GET /_emulator/status':
        return this.status();
      default:
        throw new AwsError(404, 'UnknownControl', 'expected GET status, POST flush, or GET, POST or DELETE faults');
    }
  }

  private status(): unknown {
    return {
      standIn: true,
      streams: [...this.firehose.streams.values()].map((stream) => ({
        name: stream.settings.name,
        recordsAccepted: stream.recordsAccepted,
        objectsDelivered: stream.objectsDelivered,
        bufferedBytes: stream.bufferedBytes,
        lastError: stream.lastError,
      })),
    };
  }

  private sendError(request: IncomingMessage, response: ServerResponse, error: unknown, json: boolean, id: string): void {
    const shown =
      error instanceof AwsError
        ? error
        : new AwsError(500, json ? 'InternalFailure' : 'InternalError', (error as Error).message);
    if (response.headersSent || request.socket.destroyed) {
      request.socket.destroy();
      return;
    }
    request.resume();
    if (json) {
      sendJson(response, shown.status, { __type: shown.code, message: shown.message }, AWS_JSON);
      return;
    }
    const xml = errorXml(shown, request.url ?? '/', id);
    response.writeHead(shown.status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : xml);
  }
}

function split(text: string, at: string): string[] {
  const cut = text.indexOf(at);
  return cut < 0 ? [text] : [text.slice(0, cut), text.slice(cut + 1)];
}

function sendJson(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > JSON_BODY_BYTES_MAX) throw new AwsError(413, 'RequestEntityTooLargeException', 'the request is too large');
    pieces.push(piece);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // answered below
  }
  throw new AwsError(400, 'SerializationException', 'expected a JSON object');
}
