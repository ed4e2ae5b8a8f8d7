/** Whether a message is the one that a case awaits, and what that was, in words. */
import { type Decoder, fieldText } from '../decode.js';
import { FieldType } from '../dialect/field-types.js';
import type { Pattern } from './case.js';
import type { Received } from './message.js';

/** A pattern with its variables filled in. */
export interface Wanted {
  msgType: string;
  fields: readonly WantedField[];
}

interface WantedField {
  tag: number;
  /** Empty: must be absent; '*': any value. */
  values: readonly string[];
}

export function wanted({ msgType, fields }: Pattern, { dialect }: Decoder, expand: (text: string) => string): Wanted {
  const found: WantedField[] = [];
  for (const text of fields.split('|')) {
    const absent = /^!(\d+)$/.exec(text);
    const present = /^(\d+)=(.+)$/.exec(text);
    if (absent !== null) found.push({ tag: Number(absent[1]), values: [] });
    else if (present !== null) {
      const tag = Number(present[1]);
      // split first: what a variable stands for may have a slash
      const values = present[2].split('/').map(expand);
      const known = values.filter((value) => value === '*' || dialect.allows(tag, value));
      if (known.length > 0) found.push({ tag, values: known });
    } else if (text !== '') throw new Error(`certify: expected tag=value or !tag in a pattern, got ${text}`);
  }
  return { msgType, fields: found };
}

export function matches(message: Received, { msgType, fields }: Wanted, decoder: Decoder): boolean {
  return message.msgType === msgType && fields.every((field) => has(message, field, decoder));
}

function has(message: Received, { tag, values }: WantedField, { dialect }: Decoder): boolean {
  const value = message.get(tag);
  if (value === undefined || values.length === 0) return value === undefined && values.length === 0;
  const isDecimal = dialect.types[dialect.slotOf[tag]] === FieldType.decimal && value !== '';
  return values.some((one) => one === '*' || one === value || (isDecimal && Number(one) === Number(value)));
}

/** `ExecutionReport(8) with ExecType(150)=0 (New), OrderID(37)` */
export function words({ msgType, fields }: Wanted, decoder: Decoder): string {
  const name = `${decoder.messageName(msgType) || 'MsgType'}(${msgType})`;
  const parts = fields.map(({ tag, values }) => {
    const bare = `${decoder.field(tag, '').name}(${tag})`;
    if (values.length === 0) return `no ${bare}`;
    return values[0] === '*' ? bare : [fieldText(decoder.field(tag, values[0])), ...values.slice(1)].join(' or ');
  });
  return parts.length === 0 ? name : `${name} with ${parts.join(', ')}`;
}

/** What a message of the right type has otherwise: `OrdStatus(39)=8 (Rejected)`, `no ExecID(17)`. */
export function differences(message: Received, { fields }: Wanted, decoder: Decoder): string[] {
  return fields
    .filter((field) => !has(message, field, decoder))
    .map(({ tag }) => {
      const value = message.get(tag);
      return value === undefined ? `no ${decoder.field(tag, '').name}(${tag})` : fieldText(decoder.field(tag, value));
    });
}
