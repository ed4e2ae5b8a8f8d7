/** What the configuration says of TLS under a port. Files are PEM; relative paths are of the working directory at the start. */
import { resolve } from 'node:path';
import { z } from 'zod';

const pemFile = z
  .string()
  .min(1)
  .max(4096)
  .transform((file) => resolve(file));

/** The certificate, those of its issuers after it but for the root; its private key, without a passphrase. */
const pairSchema = z.strictObject({ certFile: pemFile, keyFile: pemFile });

const hostName = z
  .string()
  .regex(
    /^(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,8}$/,
    'expected a host name in lower case, such as fix.example.com or *.example.com',
  );

const HOSTS_MAX = 1000;

export const tlsSchema = pairSchema
  .extend({
    /** Clients are asked for a certificate, and these CAs vouch for it. */
    clientCaFile: pemFile.optional(),
    /** Who has none that such a CA vouches for is not let in. */
    requireClientCertificate: z.boolean().default(false),
    /** Other pairs by the name that a client asks for (SNI); `*.` stands for one label. No such name: the pair above. */
    hosts: z
      .record(hostName, pairSchema)
      .refine((hosts) => Object.keys(hosts).length <= HOSTS_MAX, `expected at most ${HOSTS_MAX} names`)
      .default({}),
  })
  .refine(({ requireClientCertificate, clientCaFile }) => !requireClientCertificate || clientCaFile !== undefined, {
    path: ['requireClientCertificate'],
    message: 'expected clientCaFile beside it: without a CA no certificate could be checked',
  });
export type TlsConfig = z.infer<typeof tlsSchema>;
