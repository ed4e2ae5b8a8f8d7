/** FIX 4.2 as tables, in the notation that tables.ts explains. */
import type { VersionTables } from './tables.js';

export const fix42Tables: VersionTables = {
  header: `8! 9! 35! 49! 56! 115 128 90 91 34! 50 142 57 143 116 144 129 145 43 97 52! 122 212 213 347 369 370`,
  trailer: '93 89 10!',
  components: {},
  messages: {
    '0': ['both', 'Heartbeat', '112'],
    '1': ['both', 'TestRequest', '112!'],
    '2': ['both', 'ResendRequest', '7! 16!'],
    '3': ['both', 'Reject', '45! 371 372 373 58 354 355'],
    '4': ['both', 'SequenceReset', '123 36!'],
    '5': ['both', 'Logout', '58 354 355'],
    '8': [
      'out',
      'ExecutionReport',
      `37! 198 11 41 17! 20! 19 150! 39! 103 378 1 55! 54! 38 152 40 44 99 18 110 111 126 59 211 790 584 911 912 1094 1385
      7928 8000 8014 32 31 151! 14! 6! 60 58`,
    ],
    '9': ['out', 'OrderCancelReject', '37! 11! 41! 39! 1 60 434! 102 58'],
    A: ['both', 'Logon', '98! 108! 95 96 141 383 384{372 385}'],
    D: [
      'in',
      'NewOrderSingle',
      `11! 109 76 1 78{79 80} 63 64 21! 18 110 111 100 386{336} 81 55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348
      349 107 350 351 140 54! 114 60! 38 152 40! 44 99 15 376 377 23 117 59 168 432 126 427 12 13 47 121 120 58 354 355 193
      192 77 203 204 210 211 388 389 439 440`,
    ],
    F: [
      'in',
      'OrderCancelRequest',
      `41! 37 11! 66 1 109 76 55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 54! 60! 38 152 376 377
      58 354 355`,
    ],
    G: [
      'in',
      'OrderCancelReplaceRequest',
      `37 109 76 41! 11! 66 1 78{79 80} 63 64 21! 18 110 111 100 386{336} 55! 65 48 22 167 200 205 201 202 206 231 223 207
      106 348 349 107 350 351 54! 60! 38 152 40! 44 99 211 388 389 376 377 15 59 168 432 126 427 12 13 47 121 120 58 354 355
      193 192 77 203 204 210 114 439 440`,
    ],
    H: [
      'in',
      'OrderStatusRequest',
      '37 11! 109 1 76 55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 54!',
    ],
    E: [
      'in',
      'NewOrderList',
      `66! 390 391 414 394! 415 433 69 352 353 68! 73!{11! 67! 160 109 76 1 78{79 80} 63 64 21 18 110 111 100 386{336} 81 55!
      65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 140 54! 401 114 60 38 152 40 44 99 15 376 377 23
      117 59 168 432 126 427 12 13 47 121 120 58 354 355 193 192 77 203 204 210 211 388 389 439 440}`,
    ],
    V: [
      'in',
      'MarketDataRequest',
      '262! 263! 264! 265 266 267!{269!} 146!{55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 336}',
    ],
    c: [
      'in',
      'SecurityDefinitionRequest',
      `320! 321! 55 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 15 58 354 355 336 146{311 312 309
      305 310 313 314 315 316 317 436 435 308 306 362 363 307 364 365 319 54 318}`,
    ],
    e: [
      'in',
      'SecurityStatusRequest',
      '324! 55! 65 48 22 167 200 205 201 202 206 231 223 207 106 348 349 107 350 351 15 263! 336',
    ],
    g: ['in', 'TradingSessionStatusRequest', '335! 336 338 339 263!'],
    j: ['both', 'BusinessMessageReject', '45 372! 379 380! 58 354 355'],
    q: ['in', 'OrderMassCancelRequest', '11! 530! 1 55 54 60! 58 8015'],
    AF: ['in', 'OrderMassStatusRequest', '584! 585! 1 55 54'],
    x: ['in', 'SecurityListRequest', '320! 559! 55 263 58'],
    r: ['out', 'OrderMassCancelReport', '11 37! 530! 531! 532 533 1 55 54 60 58 8015'],
    W: ['out', 'MarketDataFullRefresh', '262 55! 387 268!{269! 270! 271 272 273 346 290}'],
    X: ['out', 'MarketDataIncrementalRefresh', '262 268!{279! 269 278 55 270 271 272 273 346}'],
    Y: ['out', 'MarketDataRequestReject', '262! 281 58'],
    d: ['out', 'SecurityDefinition', '320! 322! 323! 55 561 562 58'],
    y: ['out', 'SecurityList', '320! 322! 560! 393 893 146{55 561 562 58}'],
    f: ['out', 'SecurityStatus', '324 55! 325 326 327 60 58'],
    h: ['out', 'TradingSessionStatus', '335 336! 325 340! 60 58'],
    B: ['out', 'News', '42 61 148! 33!{58!} 146{55}'],
    AE: ['out', 'TradeCaptureReport', '571! 856 487 570 17 527 150 32! 31! 55! 60! 75 552!{54! 37 11 1 58}'],
  },
  otherMessages: `6 7 C J K L M N P Q R S T Z a b i k l m`,
  lastTag: 446,
  undefinedTags: `101 220-222 224-230 232-261`,
  ownFields: {
    '5': '789',
    A: '553 554 789 8013',
    D: '583 836 1094 1385 7928 8000 8014',
    G: '836 1094 7928 8000 8014',
    H: '790',
    E: '1385',
  },
  names: `22 IDSource, 23 IOIid, 32 LastShares, 33 LinesOfText, 63 SettlmntTyp, 64 FutSettDate, 77 OpenClose, 80 AllocShares, 193
    FutSettDate2, 211 PegDifference, 218 SpreadToBenchmark, 286 OpenCloseSettleFlag, 305 UnderlyingIDSource, 327
    HaltReasonChar char, 389 DiscretionOffset, 393 TotalNumSecurities`,
};
