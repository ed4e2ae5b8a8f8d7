/** MsgTypes that the session layer knows by name, as the parser gives them. */
export const Msg = {
  heartbeat: 0x30,
  testRequest: 0x31,
  resendRequest: 0x32,
  reject: 0x33,
  sequenceReset: 0x34,
  logout: 0x35,
  logon: 0x41,
  marketDataRequest: 0x56,
  marketDataFullRefresh: 0x57,
  marketDataIncrementalRefresh: 0x58,
  marketDataRequestReject: 0x59,
  businessReject: 0x6a,
} as const;
