/**
 * FIX 4.4 as tables, in the notation that dialect.ts explains. The supported messages are given in full, with all fields that
 * FIX 4.4 defines for them; of the others only the type is known: they are answered with a BusinessMessageReject.
 */
import type { DialectTables } from './dialect.js';

export const fix44Tables: DialectTables = {
  beginString: 'FIX.4.4',
  header: `8! 9! 35! 49! 56! 115 128 90 91 34! 50 142 57 143 116 144 129 145 43 97 52! 122 212 213 347 369 627{628 629 630}`,
  trailer: '93 89 10!',
  components: {
    Parties: '453{448 447 452 802{523 803}}',
    NestedParties: '539{524 525 538 804{545 805}}',
    Instrument: `55 65 48 22 454{455 456} 460 461 167 762 200 541 201 224 225 239 226 227 228 255 543 470 471 472 240 202 947 206
      231 223 207 106 348 349 107 350 351 691 667 875 876 864{865 866 867 868} 873 874`,
    UnderlyingInstrument: `311 312 309 305 457{458 459} 462 463 310 763 313 542 315 241 242 243 244 245 246 256 595 592 593 594
      247 316 941 317 436 435 308 306 362 363 307 364 365 877 878 318 879 810 882 883 884 885 886 887{888 889}`,
    Underlyings: '711{<UnderlyingInstrument>}',
    InstrumentLeg: `600 601 602 603 604{605 606} 607 608 609 764 610 611 248 249 250 251 252 253 257 599 596 597 598 254 612 942
      613 614 615 616 617 618 619 620 621 622 623 624 556 740 739 955 956`,
    Legs: '555{<InstrumentLeg> 687 690 683{688 689} 564 565 <NestedParties> 654 566 587 588 637}',
    Financing: '913 914 915 918 788 916 917 919 898',
    Stipulations: '232{233 234}',
    OrderQty: '38 152 516 468 469',
    Peg: '211 835 836 837 838 840',
    Discretion: '388 389 841 842 843 844 846',
    Commission: '12 13 479 497',
    Spread: '218 220 221 222 662 663 699 761',
    Yield: '235 236 701 696 697 698',
    PreAllocations: '78{79 661 736 467 <NestedParties> 80}',
    TradingSessions: '386{336 625}',
    Text: '58 354 355',
  },
  messages: {
    A: ['Logon', '98! 108! 95 96 141 789 383 384{372 385} 464 553 554'],
    '0': ['Heartbeat', '112'],
    '1': ['TestRequest', '112!'],
    '2': ['ResendRequest', '7! 16!'],
    '3': ['Reject', '45! 371 372 373 <Text>'],
    '4': ['SequenceReset', '123 36!'],
    '5': ['Logout', '<Text>'],
    D: [
      'NewOrderSingle',
      `11! 526 583 <Parties> 229 75 1 660 581 589 590 591 70 <PreAllocations> 63 64 544 635 21 18 110 111 100 <TradingSessions> 81
      <Instrument> 55! <Financing> <Underlyings> 140 54! 114 60! <Stipulations> 854 <OrderQty> 40! 423 44 99 <Spread> <Yield> 15 376
      377 23 117 59 168 432 126 427 <Commission> 528 529 582 121 120 775 <Text> 193 192 640 77 203 210 <Peg> <Discretion> 847 848
      849 480 481 513 494`,
    ],
    F: [
      'OrderCancelRequest',
      `41! 37 11! 526 583 66 586 1 660 581 <Parties> <Instrument> 55! <Financing> <Underlyings> 54! 60! <OrderQty> 376 <Text>`,
    ],
    G: [
      'OrderCancelReplaceRequest',
      `37 <Parties> 229 75 41! 11! 526 583 66 586 1 660 581 589 590 591 70 <PreAllocations> 63 64 544 635 21 18 110 111 100
      <TradingSessions> <Instrument> 55! <Financing> <Underlyings> 54! 60! 854 <OrderQty> 40! 423 44 99 <Spread> <Yield> <Peg>
      <Discretion> 847 848 849 376 377 15 59 168 432 126 427 <Commission> 528 529 582 121 120 775 <Text> 193 192 640 77 203 210 114
      480 481 513 494`,
    ],
    H: ['OrderStatusRequest', '37 11! 526 583 <Parties> 790 1 660 <Instrument> 55! <Financing> <Underlyings> 54!'],
    q: ['OrderMassCancelRequest', '11! 526 530! 336 625 <Instrument> <UnderlyingInstrument> 54 60! <Text>'],
    '8': [
      'ExecutionReport',
      `37! 198 526 527 11 41 583 693 790 584 911 912 <Parties> 229 382{375 337 437 438 655} 66 548 551 549 17! 19 150! 39! 636 103
      378 1 660 581 589 590 591 63 64 544 635 <Instrument> 55! <Financing> <Underlyings> 54! <Stipulations> 854 <OrderQty> 40 423 44
      99 <Peg> <Discretion> 839 845 847 848 849 850 15 376 377 59 168 432 126 18 528 529 582 32 652 31 651 669 194 195 30 336 625
      943 29 151! 14! 6! 424 425 426 427 75 60 113 <Commission> <Spread> <Yield> 381 157 230 158 159 738 920 921 922 258 259 260 238
      237 118 119 120 155 156 21 110 111 77 210 775 <Text> 193 192 641 442 480 481 513 494 483 515 484 485 638 639 851
      518{519 520 521} <Legs> 797 136{137 138 139 891}`,
    ],
    '9': ['OrderCancelReject', '37! 198 526 11! 583 41! 39! 636 586 66 1 660 581 229 75 60 434! 102 <Text>'],
    r: [
      'OrderMassCancelReport',
      `11 526 37! 198 530! 531! 532 533 534{41 535 536} 336 625 <Instrument> <UnderlyingInstrument> 54 60 <Text>`,
    ],
    j: ['BusinessMessageReject', '45 372! 379 380! <Text>'],
  },
  otherMessages: `6 7 B C E J K L M N P Q R S T V W X Y Z a b c d e f g h i k l m n o p s t u v w x y z AA AB AC AD AE AF AG AH AI
    AJ AK AL AM AN AO AP AQ AR AS AT AU AV AW AX AY AZ BA BB BC BD BE BF BG BH`,
  lastTag: 956,
  undefinedTags: `20 24 46 47 51 76 86 92 101 105 109 125 166 173 174 175 176 177 178 179 180 181 182 183 184 185 186 187 204 205
    219 261 314 319 370 439 440 449 450 465 653 685 809 831`,
  /**
   * Beyond FIX 4.4: 1094 PegPriceType and 1385 ContingencyType of later versions; an account in mass cancels; and fields of our own:
   * 7928 and 8000, group and mode of self-trade prevention; 8013, cancel on disconnect; 8014, post-only orders are repriced;
   * 8015, a mass cancel of the whole firm.
   */
  ownFields: {
    A: '8013',
    D: '1094 1385 7928 8000 8014',
    G: '1094 1385 7928 8000 8014',
    '8': '1094 1385 7928 8000 8014',
    q: '1 8015',
    r: '1 8015',
  },
  types: {
    char: `13 21 29 39 40 54 59 63 77 81 139 150 156 206 317 385 388 434 442 447 468 480 481 484 497 525 528 530 531 532 544 564 587
      589 590 591 613 624`,
    boolean: '43 97 113 114 121 123 141 258 377 464 636 797 912 8013 8014 8015',
    unsigned: '7 9 16 34 36 45 90 93 95 212 348 350 354 362 364 369 383 618 621 789',
    int: `98 102 103 108 157 201 203 226 244 251 315 371 373 378 380 423 427 452 460 462 519 533 538 549 565 581 582 607 638 660 661
      663 690 698 775 788 803 805 835 836 837 838 840 841 842 843 844 846 847 851 854 865 875 891 911 919 1094 1385 7928`,
    decimal: `6 12 14 31 32 38 44 80 99 110 111 118 119 137 140 151 152 155 158 159 192 194 195 202 210 211 218 223 227 228 231 236
      237 238 245 246 252 253 260 316 381 389 424 425 426 435 436 437 469 485 516 520 566 612 614 615 623 637 639 640 641 651
      652 662 669 687 697 738 810 839 845 849 850 867 879 882 883 884 885 886 898 920 921 922`,
    timestamp: '52 60 122 126 168 438 483 515 586 629',
    date: `64 75 193 224 225 229 230 240 241 242 247 248 249 254 259 432 541 542 588 611 696 701 739 866 873 874 915 916 917 956`,
    monthYear: '200 313 610 667 955',
    chars: '18 529',
    data: '89 91 96 213 349 351 355 363 365 619 622',
  },
  values: {
    13: '1 2 3 4 5 6',
    18: '1 2 3 4 5 6 7 8 9 0 A B C D E F G H I J K L M N O P Q R S U V W X Y Z a b c d e',
    21: '1 2 3',
    22: '1 2 3 4 5 6 7 8 9 A B C D E F G H I J',
    39: '0 1 2 3 4 6 7 8 9 A B C D E',
    40: '1 2 3 4 6 7 8 9 D E G I J K L M P',
    54: '1 2 3 4 5 6 7 8 9 A B C D E F G',
    59: '0 1 2 3 4 5 6 7',
    63: '0 1 2 3 4 5 6 7 8 9',
    77: 'O C R F',
    81: '0 1 2 3 4 5 6',
    98: '0 1 2 3 4 5 6',
    102: '0 1 2 3 4 5 6 99',
    103: '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 99',
    150: '0 3 4 5 6 7 8 9 A B C D E F G H I L',
    167: `FUT OPT EUSUPRA FAC FADN PEF SUPRA CORP CPP CB DUAL EUCORP XLINKD STRUCT YANK FOR CS PS BRADY EUSOV TBOND TINT TIPS TCAL TPRN
      UST USTB TNOTE TBILL REPO FORWARD BUYSELL SECLOAN SECPLEDGE TERM RVLV RVLVTRM BRIDGE LOFC SWING DINP DEFLTED WITHDRN REPLACD
      MATURED AMENDED RETIRED BA BN BOX CD CL CP DN EUCD EUCP LQN MTN ONITE PN PZFJ STN TD XCN YCD ABS CMBS CMO IET MBS MIO MPO MPP
      MPT PFAND TBA AN COFO COFP GO MT RAN REV SPCLA SPCLO SPCLT TAN TAXA TECP TRAN VRDN WAR MF MLEG NONE`,
    201: '0 1',
    203: '0 1',
    347: 'ISO-2022-JP EUC-JP Shift_JIS UTF-8',
    373: '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 99',
    380: '0 1 2 3 4 5 6 7',
    385: 'S R',
    388: '0 1 2 3 4 5 6',
    423: '1 2 3 4 5 6 7 8 9 10 11',
    427: '0 1 2',
    434: '1 2',
    442: '1 2 3',
    447: 'B C D E F G H 1 2 3 4 5 6 7 8 9 A I',
    460: '1 2 3 4 5 6 7 8 9 10 11 12 13',
    468: '0 1 2',
    480: 'Y N M O',
    481: 'Y N 1 2 3',
    484: 'B C D E O P Q S',
    497: 'Y N',
    528: 'A G I P R W',
    529: '1 2 3 4 5 6 7 8 9 A',
    530: '1 2 3 4 5 6 7',
    531: '0 1 2 3 4 5 6 7',
    532: '0 1 2 3 4 5 6 99',
    544: '1 2 3',
    581: '1 2 3 4 6 7 8',
    582: '1 2 3 4',
    589: '0 1 2',
    590: '0 1 2',
    591: '0 1',
    635: 'B C E F H I L M 1 2 3 4 5 9',
    660: '1 2 3 4 5 99',
    775: '0 1 2',
    847: '1 2 3',
    854: '0 1',
    1094: '1 2 3 4 5 6 7 8 9',
    1385: '1 2 3 4 5 6',
    8000: 'N O B D X',
  },
  conditional: { D: '40=2:44 40=4:44 40=4:99', G: '40=2:44 40=4:44', q: '530=1:55' },
  tradeIdTag: 527,
};
