/** What both AWS clients have in common. */

export interface AwsOptions {
  readonly region: string;
  /** null: Amazon's own, found by region. */
  readonly endpoint: string | null;
  readonly connectionTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
}

// the SDK's notice that a later one will want a newer Node; versions are pinned here
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

export function clientOptions(options: AwsOptions) {
  const { region, endpoint, connectionTimeoutMs = 3000, requestTimeoutMs = 10_000 } = options;
  return {
    region,
    // the SDK's own retries give up, and would hide whether a conditional put had been done before
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      // without it the SDK only warns and waits on
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 32 },
      httpsAgent: { keepAlive: true, maxSockets: 32 },
    },
    ...(endpoint === null ? {} : { endpoint }),
    // a stand-in on this machine asks for no credentials, and the SDK would look for some in slow places
    ...(endpoint !== null && isLoopback(endpoint)
      ? { credentials: { accessKeyId: 'stand-in', secretAccessKey: 'stand-in' } }
      : {}),
  };
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
