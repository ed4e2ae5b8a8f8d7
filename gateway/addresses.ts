/** IP addresses: ranges that they are in, and who counts as one when attempts are counted. */
import { BlockList, isIP, isIPv6 } from 'node:net';

const RANGE = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Bits before the IPv4 address in one that is mapped. */
const MAPPED_BITS = 96;

/** An IPv6 address that stands for an IPv4 one (`::ffff:192.0.2.1`) is that one; a zone (`%eth0`) is no part of an address. */
export function bareAddress(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address.replace(/%.*$/, '');
}

interface Range {
  address: string;
  family: 'ipv4' | 'ipv6';
  /** undefined: one address. */
  prefix: number | undefined;
}

function parse(text: string): Range | null {
  const [, given = '', digits] = RANGE.exec(text) ?? [];
  const address = bareAddress(given);
  const family = isIP(address);
  const prefix = digits === undefined ? undefined : Number(digits) - (address === given ? 0 : MAPPED_BITS);
  if (family === 0 || (prefix !== undefined && (prefix < 0 || prefix > (family === 4 ? 32 : 128)))) return null;
  return { address, family: family === 4 ? 'ipv4' : 'ipv6', prefix };
}

/** Whether it is an address such as 192.0.2.1 or 2001:db8::1, or a range such as 192.0.2.0/24. */
export function isAddressRange(text: string): boolean {
  return parse(text) !== null;
}

export class AddressRanges {
  private readonly list = new BlockList();

  /** @param ranges each as isAddressRange() says */
  constructor(ranges: readonly string[]) {
    for (const text of ranges) {
      const range = parse(text);
      if (range === null) throw new Error(`expected an address or a range, got ${text}`);
      const { address, family, prefix } = range;
      if (prefix === undefined) this.list.addAddress(address, family);
      else this.list.addSubnet(address, prefix, family);
    }
  }

  has(address: string): boolean {
    const given = bareAddress(address);
    const family = isIP(given);
    return family !== 0 && this.list.check(given, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** Who an address counts as: itself; of IPv6 its network of 64 bits, all of which one host can have. */
export function hostOf(address: string): string {
  const given = bareAddress(address);
  if (!isIPv6(given)) return given;
  const [head, tail] = given.split('::');
  const groups = head === '' ? [] : head.split(':');
  // `::` stands for as many zeros as are missing; an IPv4 address at the end is two groups
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
  while (tail !== undefined && groups.length < 8 - after) groups.push('0');
  const network = [...groups, ...(tail ?? '').split(':')].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
