/** The 100 symbols of the demo market, each with a plausible price to start from, in dollars. */

const TABLE = `
AAL 14.2    AAPL 189.5  ADBE 512.3  ADI 196.4   ADP 242.1   ADSK 231.8  AEP 81.6    ALGN 271.9  AMAT 162.7  AMD 148.9
AMGN 291.2  AMZN 153.4  ANSS 341.5  ASML 742.6  AVGO 1105.2 AZN 66.8    BIIB 248.3  BKNG 3472.5 BKR 33.4    CDNS 268.7
CEG 117.9   CHTR 385.6  CMCSA 43.7  COST 658.4  CPRT 48.2   CRWD 254.6  CSCO 50.3   CSGP 86.1   CSX 34.5    CTAS 597.3
CTSH 75.4   DDOG 119.6  DLTR 139.8  DXCM 121.4  EA 137.2    EBAY 42.9   ENPH 128.7  EXC 35.6    FANG 154.8  FAST 64.1
FTNT 58.6   GEHC 77.2   GFS 59.8    GILD 81.3   GOOG 140.9  GOOGL 139.6 HON 208.4   IDXX 551.7  ILMN 137.5  INTC 47.8
INTU 618.9  ISRG 335.2  JD 28.3     KDP 32.9    KHC 36.8    KLAC 575.3  LRCX 768.5  LULU 508.6  MAR 223.4   MCHP 88.7
MDLZ 72.6   MELI 1571.8 META 353.2  MNST 57.4   MRNA 98.6   MRVL 59.7   MSFT 374.8  MU 84.2     NFLX 485.7  NVDA 492.6
NXPI 227.8  ODFL 404.3  ON 82.4     ORLY 951.6  PANW 293.7  PAYX 119.3  PCAR 96.8   PDD 145.6   PEP 169.2   PYPL 61.9
QCOM 143.7  REGN 876.4  ROST 137.6  SBUX 95.4   SIRI 5.4    SNPS 514.8  TEAM 236.9  TMUS 159.7  TSLA 248.5  TTD 71.8
TXN 169.6   VRSK 238.4  VRTX 406.7  WBA 26.3    WBD 11.4    WDAY 275.8  XEL 61.7    ZM 71.3     ZS 221.6    LCID 4.2
`;

export interface Listing {
  symbol: string;
  /** In ticks of one cent. */
  referenceTicks: number;
}

export const LISTINGS: readonly Listing[] = [...TABLE.matchAll(/(\w+) +([\d.]+)/g)].map(([, symbol, price]) => ({
  symbol,
  referenceTicks: Math.round(Number(price) * 100),
}));

/** The instruments of the demo's configuration file. */
export function instruments(): Record<string, string>[] {
  return LISTINGS.map(({ symbol, referenceTicks }) => ({
    symbol,
    tickSize: '0.01',
    lotSize: '1',
    minPrice: '0.01',
    maxPrice: dollars(referenceTicks * 10),
    maxQty: '100000',
    referencePrice: dollars(referenceTicks),
  }));
}

export function dollars(ticks: number): string {
  return `${Math.floor(ticks / 100)}.${String(ticks % 100).padStart(2, '0')}`;
}
