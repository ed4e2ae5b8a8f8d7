/** FIX 5.0 SP2 over FIXT.1.1 as tables, in the notation that tables.ts explains. */
import type { VersionTables } from './tables.js';

export const fix50sp2Tables: VersionTables = {
  header: `8! 9! 35! 1128 1156 1129 49! 56! 115 128 90 91 34! 50 142 57 143 116 144 129 145 43 97 52! 122 212 213 347 369 <HopGrp>`,
  trailer: '93 89 10!',
  components: {
    MsgTypeGrp: '384{372 385 1130 1406 1131 1410}',
    Parties: '453{448 447 452 <PtysSubGrp>}',
    PtysSubGrp: '802{523 803}',
    PreAllocGrp: '78{79 661 736 467 <NestedParties> 80}',
    NestedParties: '539{524 525 538 <NstdPtysSubGrp>}',
    NstdPtysSubGrp: '804{545 805}',
    DisplayInstruction: '1138 1082 1083 1084 1085 1086 1087 1088',
    TrdgSesGrp: '386{336 625}',
    Instrument: `55 65 48 22 <SecAltIDGrp> 460 1227 1151 461 167 762 200 541 1079 966 1049 965 224 1449 1450 1451 1452 1457 1458 225
      239 226 227 228 255 543 470 471 472 240 202 947 967 968 1478 1479 1480 1481 206 231 1435 1439 969 1146 996 1147 1191
      1192 1193 1194 1482 1195 1196 1197 1198 1199 1200 201 1244 1242 997 223 207 970 971 106 348 349 107 350 351
      <SecurityXML> 691 667 875 876 <EvntGrp> 873 874 <InstrumentParties> <ComplexEvents>`,
    SecAltIDGrp: '454{455 456}',
    SecurityXML: '1184 1185 1186',
    EvntGrp: '864{865 866 1145 867 868}',
    InstrumentParties: '1018{1019 1050 1051 <InstrumentPtysSubGrp>}',
    InstrumentPtysSubGrp: '1052{1053 1054}',
    ComplexEvents: '1483{1484 1485 1486 1487 1488 1489 1490 <ComplexEventDates>}',
    ComplexEventDates: '1491{1492 1493 <ComplexEventTimes>}',
    ComplexEventTimes: '1494{1495 1496}',
    FinancingDetails: '913 914 915 918 788 916 917 919 898',
    UndInstrmtGrp: '711{<UnderlyingInstrument>}',
    UnderlyingInstrument: `311 312 309 305 <UndSecAltIDGrp> 462 463 310 763 313 542 1213 241 1453 1454 1455 1456 1459 1460 242 243 244 245 246
      256 595 592 593 594 247 316 941 317 436 1437 1441 998 1423 1424 1425 1000 1419 435 308 306 362 363 307 364 365 877 878
      972 318 879 975 973 974 810 882 883 884 885 886 <UnderlyingStipulations> 1044 1045 1046 1038 <UndlyInstrumentParties>
      1039 315`,
    UndSecAltIDGrp: '457{458 459}',
    UnderlyingStipulations: '887{888 889}',
    UndlyInstrumentParties: '1058{1059 1060 1061 <UndlyInstrumentPtysSubGrp>}',
    UndlyInstrumentPtysSubGrp: '1062{1063 1064}',
    Stipulations: '232{233 234}',
    OrderQtyData: '38 152 516 468 469',
    TriggeringInstruction: '1100 1101 1102 1103 1104 1105 1106 1107 1108 1109 1110 1111 1112 1113 1114',
    SpreadOrBenchmarkCurveData: '218 220 221 222 662 663 699 761',
    YieldData: '235 236 701 696 697 698',
    CommissionData: '12 13 479 497',
    PegInstructions: '211 1094 835 836 837 838 840 1096 1097 1098 1099',
    DiscretionInstructions: '388 389 841 842 843 844 846',
    StrategyParametersGrp: '957{958 959 960}',
    TrdRegTimestamps: '768{769 770 771 1033 1034 1035}',
    TargetParties: '1461{1462 1463 1464}',
    RootParties: '1116{1117 1118 1119 <RootSubParties>}',
    RootSubParties: '1120{1121 1122}',
    ListOrdGrp: `73!{11! 526 67! 583 160 <Parties> 229 75 1 660 581 589 590 70 591 <PreAllocGrp> 63 64 544 635 21 18 110 1089 1090
      <DisplayInstruction> 111 100 1133 <TrdgSesGrp> 81 <Instrument> 55! <UndInstrmtGrp> 140 54! 401 114 60 <Stipulations>
      854 <OrderQtyData> 40 423 44 1092 99 <TriggeringInstruction> <SpreadOrBenchmarkCurveData> <YieldData> 15 376 377 23
      117 1080 1081 59 168 432 126 427 <CommissionData> 528 529 1091 582 121 120 775 58 354 355 193 192 640 77 203 210
      <PegInstructions> <DiscretionInstructions> 847 <StrategyParametersGrp> 848 849 494}`,
    MDReqGrp: '267!{269!}',
    InstrmtMDReqGrp: '146!{<Instrument> 55! <UndInstrmtGrp> <InstrmtLegGrp> 15 537 63 64 271 1500}',
    InstrmtLegGrp: '555{<InstrumentLeg>}',
    InstrumentLeg: `600 601 602 603 <LegSecAltIDGrp> 607 608 609 764 610 611 1212 248 249 250 251 252 253 257 599 596 597 598 254 612 942
      613 614 1436 1440 999 1224 1421 1422 1001 1420 615 616 617 618 619 620 621 622 623 624 556 740 739 955 956 1358 1017
      566`,
    LegSecAltIDGrp: '604{605 606}',
    InstrumentExtension: '668 869 <AttrbGrp>',
    AttrbGrp: '870{871 872}',
    HopGrp: '627{628 629 630}',
  },
  messages: {
    '0': ['both', 'Heartbeat', '112'],
    '1': ['both', 'TestRequest', '112!'],
    '2': ['both', 'ResendRequest', '7! 16!'],
    '3': ['both', 'Reject', '45! 371 372 1130 1406 1131 373 58 354 355'],
    '4': ['both', 'SequenceReset', '123 36!'],
    '5': ['both', 'Logout', '1409 58 354 355'],
    '8': [
      'out',
      'ExecutionReport',
      `37! 198 527 11 41 583 790 584 911 912 17! 19 150! 39! 103 378 1 55! 54! 38 152 40 44 99 18 110 1138 126 59 211 1094
      1385 2362 2964 8000 8014 32 31 151! 14! 6! 60 58`,
    ],
    '9': ['out', 'OrderCancelReject', '37! 11! 41! 39! 1 60 434! 102 58'],
    A: [
      'both',
      'Logon',
      '98! 108! 95 96 141 789 383 <MsgTypeGrp> 464 553 554 925 1400 1401 1402 1403 1404 1409 1137! 1407 1408 58 354 355',
    ],
    D: [
      'in',
      'NewOrderSingle',
      `11! 526 583 <Parties> 229 75 1 660 581 589 590 591 70 <PreAllocGrp> 63 64 544 635 21 18 110 1089 1090
      <DisplayInstruction> 111 100 1133 <TrdgSesGrp> 81 <Instrument> 55! <FinancingDetails> <UndInstrmtGrp> 140 54! 114 60!
      <Stipulations> 854 <OrderQtyData> 40! 423 44 1092 99 <TriggeringInstruction> <SpreadOrBenchmarkCurveData> <YieldData>
      15 376 377 23 117 59 168 432 126 427 <CommissionData> 528 529 1091 582 121 120 775 58 354 355 193 192 640 77 203 210
      <PegInstructions> <DiscretionInstructions> 847 <StrategyParametersGrp> 848 849 480 481 513 494 1028 1029 1030 1031
      1032 <TrdRegTimestamps> 1080 1081`,
    ],
    F: [
      'in',
      'OrderCancelRequest',
      `41 37 11! 526 583 66 586 1 660 581 <Parties> <Instrument> 55! <FinancingDetails> <UndInstrmtGrp> 54! 60!
      <OrderQtyData> 376 58 354 355`,
    ],
    G: [
      'in',
      'OrderCancelReplaceRequest',
      `37 <Parties> 229 75 41 11! 526 583 66 586 1 660 581 589 590 591 70 <PreAllocGrp> 63 64 544 635 21 18 110 1089 1090
      <DisplayInstruction> 111 100 1133 <TrdgSesGrp> <Instrument> 55! <FinancingDetails> <UndInstrmtGrp> 54! 60! 854
      <OrderQtyData> 40! 423 44 1092 99 <TriggeringInstruction> <SpreadOrBenchmarkCurveData> <YieldData> <PegInstructions>
      <DiscretionInstructions> 847 <StrategyParametersGrp> 848 849 376 377 15 59 168 432 126 427 <CommissionData> 528 529
      1091 582 121 120 775 58 354 355 193 192 640 77 203 210 114 480 481 513 494 1028 1029 1030 1031 1032 <TrdRegTimestamps>`,
    ],
    H: [
      'in',
      'OrderStatusRequest',
      '37 11 526 583 <Parties> 790 1 660 <Instrument> 55! <FinancingDetails> <UndInstrmtGrp> 54!',
    ],
    q: [
      'in',
      'OrderMassCancelRequest',
      '11! 526 530! 336 625 <Parties> <TargetParties> <Instrument> <UnderlyingInstrument> 1301 1300 54 60! 58 354 355',
    ],
    AF: [
      'in',
      'OrderMassStatusRequest',
      '584! 585! <Parties> <TargetParties> 1 660 336 625 <Instrument> <UnderlyingInstrument> 54',
    ],
    E: [
      'in',
      'NewOrderList',
      '66! 390 391 414 394! 415 480 481 513 433 69 1385 352 353 765 766 767 68! 893 <RootParties> <ListOrdGrp>',
    ],
    V: [
      'in',
      'MarketDataRequest',
      '262! 263! <Parties> 264! 265 266 286 546 547 <MDReqGrp> <InstrmtMDReqGrp> <TrdgSesGrp> 815 812 1070',
    ],
    c: [
      'in',
      'SecurityDefinitionRequest',
      `320! 321! 1301 1300 <Instrument> <InstrumentExtension> <UndInstrmtGrp> 15 58 354 355 336 625 <Stipulations>
      <InstrmtLegGrp> <SpreadOrBenchmarkCurveData> <YieldData> 827 263`,
    ],
    e: [
      'in',
      'SecurityStatusRequest',
      '324! <Instrument> 55! <InstrumentExtension> <UndInstrmtGrp> <InstrmtLegGrp> 15 263! 1301 1300 336 625',
    ],
    g: ['in', 'TradingSessionStatusRequest', '335! 1301 1300 336 625 338 339 263! 207'],
    x: [
      'in',
      'SecurityListRequest',
      `320! 559! 1465 1470 1471 1301 1300 <Instrument> <InstrumentExtension> <FinancingDetails> <UndInstrmtGrp>
      <InstrmtLegGrp> 15 58 354 355 336 625 263`,
    ],
    j: ['both', 'BusinessMessageReject', '45 372! 1130 1406 1131 379 380! 58 354 355'],
    r: ['out', 'OrderMassCancelReport', '11 37! 530! 531! 532 533 1 55 54 60 58 8015'],
    W: ['out', 'MarketDataFullRefresh', '262 55! 268!{269! 278 270 271 272 273 277 346 1023}'],
    X: ['out', 'MarketDataIncrementalRefresh', '262 268!{279! 269 278 55 270 271 272 273 277 346}'],
    Y: ['out', 'MarketDataRequestReject', '262! 281 58'],
    d: ['out', 'SecurityDefinition', '320! 322! 323! 55 969 561 562 58'],
    y: ['out', 'SecurityList', '320! 322! 560! 393 893 146{55 969 561 562 58}'],
    f: ['out', 'SecurityStatus', '324 55! 325 326 327 60 58'],
    h: ['out', 'TradingSessionStatus', '335 336! 325 340! 60 58'],
    B: ['out', 'News', '42 61 148! 33!{58!} 146{55}'],
    AE: ['out', 'TradeCaptureReport', '571! 856 487 570 17 527 150 1003 32! 31! 55! 60! 75 552!{54! 37 11 1 58}'],
  },
  otherMessages: `6 7 C J K L M N P Q R S T Z a b i k l m n o p s t u v w z AA AB AC AD AG AH AI AJ AK AL AM AN AO AP AQ AR AS AT AU AV AW
    AX AY AZ BA BB BC BD BE BF BG BH BO BP BK BL BM BN BJ BI BQ BR BS BT BU BV CB BZ CA BW BX BY CC CD CE`,
  lastTag: 1617,
  undefinedTags: `20 24 46 47 51 76 86 92 101 105 109 125 166 173-187 204 205 219 261 314 319 370 439 440 449 450 465 653
    831 995 1004 1010 1076-1078 1233 1238 1307 1359 1360 1505-1616`,
  ownFields: {
    '5': '789',
    A: '8013',
    D: '1385 2362 2964 7928 8000 8014',
    G: '1385 2362 2964 7928 8000 8014',
    q: '1 8015',
  },
};
