/** All cases, in the order in which they are run. */
import type { Case } from '../case.js';
import { fillCases } from './fills.js';
import { garbledCases } from './garbled.js';
import { heartbeatCases } from './heartbeats.js';
import { logonCases } from './logon.js';
import { numberCases } from './numbers.js';
import { orderCases } from './orders.js';
import { rejectCases } from './rejects.js';
import { requestCases } from './requests.js';

export const allCases: readonly Case[] = [
  ...logonCases,
  ...heartbeatCases,
  ...numberCases,
  ...garbledCases,
  ...rejectCases,
  ...orderCases,
  ...fillCases,
  ...requestCases,
];
