/**
 * The values that fields may have: code, its name where the venue heeds it, and in which versions it is: `+44` from FIX 4.4 on, `-44`
 * not any more. Without an entry for its version a field may have any value of its type.
 */
export const values: Readonly<Record<number, string>> = {
  13: '1 2 3 4+44 5+44 6+44',
  18: `0 1 2 3 4 5 6=ParticipateDontInitiate 7 8 9 A B C D E F G H+44 I J+44 K+44 L M=MidPricePeg N O P=MarketPeg Q+44
    R=PrimaryPeg S T U V W X+44 Y+44 Z+44 a=TrailingStopPeg b+44 c+44 d+44 e+44
    f+50 g+50 h+50 i+50 j+50 k+50 l+50 m+50 n+50 o+50 p+50 q+50 r+50 s+50 t+50`,
  20: '0=New 1=Cancel 2=Correct 3=Status',
  21: '1 2 3',
  22: '1 2 3 4 5 6 7 8 9 A+44 B+44 C+44 D+44 E+44 F+44 G+44 H+44 I+44 J+44 K+50 L+50 M+50',
  39: `0=New 1=PartiallyFilled 2=Filled 3=DoneForDay 4=Canceled 5=Replaced 6=PendingCancel 7=Stopped 8=Rejected 9=Suspended
    A=PendingNew B=Calculated C=Expired D=AcceptedForBidding E=PendingReplace`,
  40: `1=Market 2=Limit 3=Stop 4=StopLimit 5=MarketOnClose 6=WithOrWithout 7=LimitOrBetter 8=LimitWithOrWithout 9=OnBasis
    A=OnClose B=LimitOnClose C=ForexMarket D=PreviouslyQuoted E=PreviouslyIndicated F=ForexLimit G=ForexSwap
    H=ForexPreviouslyQuoted I=Funari J=MarketIfTouched+44 K=MarketWithLeftOverAsLimit L=PreviousFundValuationPoint+44
    M=NextFundValuationPoint+44 P=Pegged Q=CounterOrderSelection+50`,
  47: 'A B C D E F H I J K L M N O P R S T U W X Y Z',
  54: `1=Buy 2=Sell 3=BuyMinus 4=SellPlus 5=SellShort 6=SellShortExempt 7=Undisclosed 8=Cross 9=CrossShort
    A=CrossShortExempt+44 B=AsDefined+44 C=Opposite+44 D=Subscribe+44 E=Redeem+44 F=Lend+44 G=Borrow+44`,
  59: `0=Day 1=GoodTillCancel 2=AtTheOpening 3=ImmediateOrCancel 4=FillOrKill 5=GoodTillCrossing 6=GoodTillDate 7=AtTheClose
    8=GoodThroughCrossing+50 9=AtCrossing+50`,
  61: '0 1 2',
  63: '0 1 2 3 4 5 6 7 8 9 B+50 C+50',
  65: 'CD+50 WI+50',
  77: 'C F+44 O R+44 N+50 D+50',
  81: '0 1 2 3 4 5 6',
  98: '0=None 1=PKCS 2=DES 3=PKCSDES 4=PGPDES 5=PGPDESMD5 6=PEM',
  102: `0=TooLateToCancel 1=UnknownOrder 2=BrokerCredit 3=OrderAlreadyInPendingStatus 4=UnableToProcessOrderMassCancelRequest+44
    5=OrigOrdModTime+44 6=DuplicateClOrdID+44 7=PriceExceedsCurrentPrice+50 8=PriceExceedsCurrentPriceBand+50
    18=InvalidPriceIncrement+50 99=Other+44`,
  103: `0=BrokerCredit 1=UnknownSymbol 2=ExchangeClosed 3=OrderExceedsLimit 4=TooLateToEnter 5=UnknownOrder 6=DuplicateOrder
    7=DuplicateOfAVerballyCommunicatedOrder 8=StaleOrder 9=TradeAlongRequired+44 10=InvalidInvestorID+44
    11=UnsupportedOrderCharacteristic+44 12=SurveillenceOption+50 13=IncorrectQuantity+44 14=IncorrectAllocatedQuantity+44
    15=UnknownAccount+44 16=PriceExceedsCurrentPriceBand+50 18=InvalidPriceIncrement+50 99=Other+44`,
  150: `0=New 3=DoneForDay 4=Canceled 5=Replaced 6=PendingCancel 7=Stopped 8=Rejected 9=Suspended A=PendingNew B=Calculated
    C=Expired D=Restated E=PendingReplace F=Trade+44 G=TradeCorrect+44 H=TradeCancel+44 I=OrderStatus+44
    J=TradeInAClearingHold+50 K=TradeHasBeenReleasedToClearing+50 L=TriggeredOrActivatedBySystem+50 1=PartialFill-44
    2=Fill-44`,
  160: '0 1 2 3 4+44 5+44',
  167: `UST+44 USTB EUSUPRA+44 FAC+44 FADN+44 PEF+44 SUPRA+44 CORP CPP CB DUAL+44 EUCORP+44 EUFRN+50 FRN+50 XLINKD+44 STRUCT+44
    YANK+44 FOR CDS+50 FUT OPT OOF+50 OOP+50 IRS+50 OOC+50 CS PS REPO+44 FORWARD+44 BUYSELL+44 SECLOAN+44 SECPLEDGE+44
    BRADY+44 CAN+50 CTB+50 EUSOV+44 PROV+50 TB+50 TBOND+44 TINT+44 TBILL+44 TIPS+44 TCAL+44 TPRN+44 TNOTE+44 TERM+44 RVLV+44
    RVLVTRM+44 BRIDGE+44 LOFC+44 SWING+44 DINP+44 DEFLTED+44 WITHDRN+44 REPLACD+44 MATURED+44 AMENDED+44 RETIRED+44 BA
    BDN+50 BN+44 BOX+44 CAMM+50 CD CL+44 CP DN+44 EUCD+44 EUCP+44 LQN+44 MTN+44 ONITE+44 PN+44 STN+44 PZFJ+44 SLQN+50 TD
    TLQN+50 XCN+44 YCD+44 ABS+44 CMB+50 CMBS+44 CMO IET MBS+44 MIO MPO MPP MPT PFAND+44 TBA+44 AN+44 COFO+44 COFP+44 GO+44
    MT+44 RAN+44 REV+44 SPCLA+44 SPCLO+44 SPCLT+44 TAN+44 TAXA+44 TECP+44 TMCP+50 TRAN+44 VRDN+44 WAR MF MLEG+44 NONE ?
    CASH+50 FXNDF+50 FXSPOT+50 FXFWD+50 FXSWAP+50 FHA-44 FHL-44 FN-44 GN-44 GOVT-44 MUNI-44 RP-44 RVRP-44 SL-44 ZOO-44`,
  201: '0 1',
  203: '0 1',
  204: '0 1',
  263: '0=Snapshot 1=SnapshotAndUpdates 2=DisablePreviousSnapshot',
  265: '0=FullRefresh 1=IncrementalRefresh',
  269: `0=Bid 1=Offer 2=Trade 3=IndexValue 4=OpeningPrice 5=ClosingPrice 6=SettlementPrice 7=TradingSessionHighPrice
    8=TradingSessionLowPrice 9=TradingSessionVWAPPrice A=Imbalance+44 B=TradeVolume+44 C=OpenInterest+44
    D=CompositeUnderlyingPrice+50 E=SimulatedSellPrice+50 F=SimulatedBuyPrice+50 G=MarginRate+50 H=MidPrice+50
    J=EmptyBook+50 K=SettleHighPrice+50 L=SettleLowPrice+50 M=PriorSettlePrice+50 N=SessionHighBid+50 O=SessionLowOffer+50
    P=EarlyPrices+50 Q=AuctionClearingPrice+50 S=SwapValueFactor+50 R=DailyValueAdjustmentForLongPositions+50
    T=CumulativeValueAdjustmentForLongPosition+50 U=DailyValueAdjustmentForShortPositions+50
    V=CumulativeValueAdjustmentForShortPositio+50 Y=RecoveryRate+50 Z=RecoveryRateForLong+50 a=RecoveryRateForShort+50
    W=FixingPrice+50 X=CashRate+50`,
  277: `A B C D E F G H I J K L M N P=ImbalanceMoreBuyers+44 Q=ImbalanceMoreSellers+44 R+44 S+50 T+50 U+50 V+50 W+50 X+50 Y+50
    Z+50 a+50 b+50 c+50 d+50 e+50 f+50 g+50 h+50 i+50 j+50 k+50 l+50 m+50 n+50 o+50`,
  279: '0=New 1=Change 2=Delete 3=DeleteThru+50 4=DeleteFrom+50 5=Overlay+50',
  281: `0=UnknownSymbol 1=DuplicateMDReqID 2=InsufficientBandwidth 3=InsufficientPermissions
    4=UnsupportedSubscriptionRequestType 5=UnsupportedMarketDepth 6=UnsupportedMDUpdateType 7=UnsupportedAggregatedBook
    8=UnsupportedMDEntryType 9=UnsupportedTradingSessionID+44 A=UnsupportedScope+44 B=UnsupportedOpenCloseSettleFlag+44
    C=UnsupportedMDImplicitDelete+44 D=InsufficientCredit+50`,
  286: '0 1 2 3+44 4+44 5+44',
  321: `0=RequestSecurityIdentityAndSpecifications 1=RequestSecurityIdentityForSpecifications 2=RequestListSecurityTypes
    3=RequestListSecurities 4=Symbol+50 5=SecurityTypeAndOrCFICode+50 6=Product+50 7=TradingSessionID+50 8=AllSecurities+50
    9=MarketIDOrMarketID+50`,
  323: `1=AcceptAsIs 2=AcceptWithRevisions 3=ListOfSecurityTypesReturnedPerRequest 4=ListOfSecuritiesReturnedPerRequest
    5=RejectSecurityProposal 6=CannotMatchSelectionCriteria`,
  326: `1=OpeningDelay 2=TradingHalt 3=Resume 4=NoOpen 5=PriceIndication 6=TradingRangeIndication 7=MarketImbalanceBuy
    8=MarketImbalanceSell 9=MarketOnCloseImbalanceBuy 10=MarketOnCloseImbalanceSell 12=NoMarketImbalance
    13=NoMarketOnCloseImbalance 14=ITSPreOpening 15=NewPriceIndication 16=TradeDisseminationTime 17=ReadyToTrade
    18=NotAvailableForTrading 19=NotTradedOnThisMarket 20=UnknownOrInvalid 21=PreOpen+44 22=OpeningRotation+44
    23=FastMarket+44 24=PreCross+50 25=Cross+50 26=PostClose+50`,
  327: '0+50 1+50 2+50 3+50 4+50 5+50 I-50 X-50 P-50 D-50 E-50 M-50',
  338: '1 2 3',
  339: '1 2 3',
  340: '0=Unknown+44 1=Halted 2=Open 3=Closed 4=PreOpen 5=PreClose 6=RequestRejected+44',
  373: `0=InvalidTagNumber 1=RequiredTagMissing 2=TagNotDefinedForThisMessageType 3=UndefinedTag 4=TagSpecifiedWithoutAValue
    5=ValueIsIncorrect 6=IncorrectDataFormatForValue 7=DecryptionProblem 8=SignatureProblem 9=CompIDProblem
    10=SendingTimeAccuracyProblem 11=InvalidMsgType 12=XMLValidationError+44 13=TagAppearsMoreThanOnce+44
    14=TagSpecifiedOutOfRequiredOrder+44 15=RepeatingGroupFieldsOutOfOrder+44 16=IncorrectNumInGroupCountForRepeatingGrou+44
    17=Non+44 18=Invalid+50 99=Other+44`,
  378: `0=GTCorporateAction 1=GTRenewal 2=VerbalChange 3=RepricingOfOrder 4=BrokerOption 5=PartialDeclineOfOrderQty
    6=CancelOnTradingHalt+44 7=CancelOnSystemFailure+44 8=Market+44 9=Canceled+44 10=WarehouseRecap+44 11=PegRefresh+50
    99=Other+44`,
  380: `0=Other 1=UnknownID 2=UnknownSecurity 3=UnsupportedMessageType 4=ApplicationNotAvailable
    5=ConditionallyRequiredFieldMissing 6=NotAuthorized+44 7=DeliverToFirmNotAvailableAtThisTime+44
    8=ThrottleLimitExceeded+50 18=InvalidPriceIncrement+50`,
  385: 'R=Receive S=Send',
  388: '0 1 2 3 4 5 6+44 7+50',
  394: '1=NonDisclosed+44 2=Disclosed+44 3=NoBiddingProcess+44',
  401: '1+44 2+44',
  414: '1 2 3',
  423: '1 2 3 4+44 5+44 6+44 7+44 8+44 9+44 10+44 11+44 13+50 14+50 15+50 16+50 17+50 18+50 19+50',
  427: '0 1 2',
  433: '1=Immediate 2=WaitForInstruction 3=SellDriven+44 4=BuyDrivenCashTopUp+44 5=BuyDrivenCashWithdraw+44',
  434: '1=OrderCancelRequest 2=OrderCancel',
  447: '6 7 8 9 A 1 2 3 4 5 I B C D E F G H',
  452: `1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39+50 40+50 41+50
    42+50 43+50 44+50 45+50 46+50 47+50 48+50 49+50 50+50 51+50 52+50 53+50 54+50 55+50 56+50 57+50 58+50 59+50 60+50 61+50
    62+50 63+50 64+50 65+50 66+50 67+50 68+50 69+50 70+50 71+50 72+50 73+50 74+50 75+50 76+50 77+50 78+50 79+50 80+50 81+50
    82+50 83+50 84+50 85+50`,
  460: '1 2 3 4 5 6 7 8 9 10 11 12 13',
  468: '0 1 2',
  480: 'Y N M O',
  481: 'Y N 1 2 3',
  487: '0=New+50 1=Cancel+50 2=Replace+50 3=Release+50 4=Reverse+50 5=CancelDueToBackOutOfTrade+50',
  528: 'A G I P R W',
  529: '1 2 3 4 5 6 7 8 9 A B+50 C+50 D+50 E+50 F+50',
  530: `1=CancelOrdersForASecurity 2=CancelOrdersForAnUnderlyingSecurity 3=CancelOrdersForAProduct 4=CancelOrdersForACFICode
    5=CancelOrdersForASecurityType 6=CancelOrdersForATradingSession 7=CancelAllOrders 8=CancelOrdersForAMarket+50
    9=CancelOrdersForAMarketSegment+50 A=CancelOrdersForASecurityGroup+50 B=CancelOrdersForSecurityIssuer+50
    C=CancelForIssuerOfUnderlyingSecurity+50`,
  531: `0=CancelRequestRejected 1=CancelOrdersForASecurity 2=CancelOrdersForAnUnderlyingSecurity 3=CancelOrdersForAProduct
    4=CancelOrdersForACFICode 5=CancelOrdersForASecurityType 6=CancelOrdersForATradingSession 7=CancelAllOrders
    8=CancelOrdersForAMarket+50 9=CancelOrdersForAMarketSegment+50 A=CancelOrdersForASecurityGroup+50
    B=CancelOrdersForASecuritiesIssuer+50 C=CancelOrdersForIssuerOfUnderlyingSecurit+50`,
  532: `0=MassCancelNotSupported 1=InvalidOrUnknownSecurity 2=InvalidOrUnkownUnderlyingSecurity 3=InvalidOrUnknownProduct
    4=InvalidOrUnknownCFICode 5=InvalidOrUnknownSecurityType 6=InvalidOrUnknownTradingSession 7=InvalidOrUnknownMarket+50
    8=InvalidOrUnkownMarketSegment+50 9=InvalidOrUnknownSecurityGroup+50 99=Other 10=InvalidOrUnknownSecurityIssuer+50
    11=InvalidOrUnknownIssuerOfUnderlyingSecuri+50`,
  537: '0 1 2 3',
  544: '1 2 3',
  546: '1 2 3',
  552: '1 2',
  559: '0=Symbol 1=SecurityTypeAnd 2=Product 3=TradingSessionID 4=AllSecurities 5=MarketIDOrMarketID+50',
  560: `0=ValidRequest 1=InvalidOrUnsupportedRequest 2=NoInstrumentsFound 3=NotAuthorizedToRetrieveInstrumentData
    4=InstrumentDataTemporarilyUnavailable 5=RequestForInstrumentDataNotSupported`,
  573: '0 1 2',
  581: '1 2 3 4 6 7 8',
  582: '1 2 3 4',
  585: `1=StatusForOrdersForASecurity 2=StatusForOrdersForAnUnderlyingSecurity 3=StatusForOrdersForAProduct
    4=StatusForOrdersForACFICode 5=StatusForOrdersForASecurityType 6=StatusForOrdersForATradingSession 7=StatusForAllOrders
    8=StatusForOrdersForAPartyID 9=StatusForSecurityIssuer+50 10=StatusForIssuerOfUnderlyingSecurity+50`,
  589: '0 1 2',
  590: '0 1 2',
  591: '0 1',
  635: '1 2 3 4 5 9 B C E F H I L M',
  660: '1 2 3 4 5 99',
  668: '1 2',
  770: '1 2 3 4 5 6+50 7+50',
  775: '0 1 2',
  788: '1 2 3 4',
  803: '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27+50 28+50 29+50 30+50 31+50 32+50 33+50',
  815: '0 1 2 3',
  827: '0 1 2+50',
  828: `0=RegularTrade 1=BlockTrade 2=EFP 3=Transfer 4=LateTrade 5=TTrade 6=WeightedAveragePriceTrade 7=BunchedTrade
    8=LateBunchedTrade 9=PriorReferencePriceTrade 10=AfterHoursTrade 11=ExchangeForRisk+50 12=ExchangeForSwap+50
    13=ExchangeOfFuturesFor+50 14=ExchangeOfOptionsForOptions+50 15=TradingAtSettlement+50 16=AllOrNone+50
    17=FuturesLargeOrderExecution+50 18=ExchangeOfFuturesForFutures+50 19=OptionInterimTrade+50 20=OptionCabinetTrade+50
    22=PrivatelyNegotiatedTrades+50 23=SubstitutionOfFuturesForForwards+50 48=NonStandardSettlement+50
    49=DerivativeRelatedTransaction+50 50=PortfolioTrade+50 51=VolumeWeightedAverageTrade+50 52=ExchangeGrantedTrade+50
    53=RepurchaseAgreement+50 54=OTC+50 55=ExchangeBasisFacility+50 24=ErrorTrade+50 25=SpecialCumDividend+50
    26=SpecialExDividend+50 27=SpecialCumCoupon+50 28=SpecialExCoupon+50 29=CashSettlement+50 30=SpecialPrice+50
    31=GuaranteedDelivery+50 32=SpecialCumRights+50 33=SpecialExRights+50 34=SpecialCumCapitalRepayments+50
    35=SpecialExCapitalRepayments+50 36=SpecialCumBonus+50 37=SpecialExBonus+50 38=LargeTrade+50 39=WorkedPrincipalTrade+50
    40=BlockTrades+50 41=NameChange+50 42=PortfolioTransfer+50 43=ProrogationBuy+50 44=ProrogationSell+50
    45=OptionExercise+50 46=DeltaNeutralTransaction+50 47=FinancingTransaction+50`,
  829: `0+50 1+50 2+50 3+50 4+50 5+50 6+50 7+50 8+50 9+50 10+50 11+50 33+50 34+50 35+50 36+50 14+50 15+50 16+50 17+50 18+50
    19+50 20+50 21+50 22+50 23+50 24+50 25+50 26+50 27+50 28+50 29+50 30+50 31+50 32+50 37+50 38+50 39+50`,
  835: '0 1',
  836: '0=Price 1=BasisPoints 2=Ticks 3=PriceTier',
  837: '0 1 2',
  838: '1 2',
  840: '1 2 3 4',
  841: '0 1',
  842: '0 1 2 3',
  843: '0 1 2',
  844: '1 2',
  846: '1 2 3 4',
  847: '1 2 3',
  854: '0 1 2+50',
  856: `0=Submit 1=Alleged 2=Accept 3=Decline 4=Addendum 5=No 6=TradeReportCancel 7=LockedIn 8=Defaulted+50 9=InvalidCMTA+50
    10=Pended+50 11=AllegedNew+50 12=AllegedAddendum+50 13=AllegedNo+50 14=AllegedTradeReportCancel+50
    15=AllegedTradeBreak+50`,
  865: '1 2 3 4 5+50 6+50 7+50 8+50 9+50 10+50 11+50 12+50 13+50 14+50 15+50 16+50 17+50 18+50 19+50 99',
  871: '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23+50 24+50 25+50 26+50 27+50 28+50 29+50 99',
  875: '1 2 99',
  919: '0 1 2 3',
  959: '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29',
  965: '1 2',
  974: 'FIXED DIFF',
  975: '2 4 5',
  996: 'Bcf MMbbl MMBtu MWh Bbl Bu lbs Gal oz_tr t tn USD Alw',
  997: 'H Min S D Wk Mo Yr',
  1031: 'ADD AON CNH DIR E.W FOK IO IOC LOO LOC MAO MAC MOO MOC MQT NH OVD PEG RSV S.W SCL TMO TS WRK',
  1032: '1',
  1033: 'A AR D IN IS O PF PR PT S T',
  1034: '1',
  1035: 'ADD AON CNH DIR E.W FOK IO IOC LOO LOC MAO MAC MOO MOC MQT NH OVD PEG RSV S.W SCL TMO TS WRK',
  1046: 'D M',
  1049: 'P R',
  1070: '0 1 2 3 4',
  1081: '0 1 2 3 4',
  1083: '1 2',
  1084: '1 2 3 4',
  1092: '0 1 2 3',
  1094: '1=LastPeg 2=MidPricePeg 3=OpeningPeg 4=MarketPeg 5=PrimaryPeg 7=PegToVWAP 8=TrailingStopPeg 9=PegToLimitPrice',
  1100: '1 2 3 4',
  1101: '1 2 3',
  1107: '1 2 3 4 5 6',
  1108: '0 1 2 3',
  1109: 'U D',
  1111: '1 2',
  1128: '0 1 2 3 4 5 6 7 8 9',
  1133: 'B C D E G',
  1144: '0 1 2 3',
  1193: 'C P',
  1194: '0 1 2',
  1196: 'STD INX INT PCTPAR',
  1197: 'EQTY FUT FUTDA CDS CDSD',
  1198: '0 1',
  1385: '1=OneCancelsTheOther 2=OneTriggersTheOther 3=OneUpdatesTheOtherAbsolute 4=OneUpdatesTheOtherProportional',
  1409: `0=SessionActive 1=SessionPasswordChanged 2=SessionPasswordDueToExpire 3=NewSessionPasswordDoesNotComplyWithPolic
    4=SessionLogoutComplete 5=InvalidUsernameOrPassword 6=AccountLocked 7=LogonsAreNotAllowedAtThisTime 8=PasswordExpired`,
  1435: '0 1 2',
  1439: '0 1 2 3 4',
  1449: 'FR MR MM XR',
  1450: 'SD SR SB',
  1470: '1 2 3 4',
  1471: '1 2 3',
  1478: '1 2 3 4',
  1479: '1 2 3 4 5',
  1481: '1 2 3 4',
  1482: '1 2 3',
  1484: '1 2 3 4 5 6 7 8 9',
  1487: '1 2 3 4 5',
  1489: '1 2 3',
  1490: '1 2',
  2964: '1=CancelAggressive 2=CancelPassive 3=CancelAggressiveAndPassive',
  8000: 'N=CancelNewest O=CancelOldest B=CancelBoth D=Decrement X=Off',
};
