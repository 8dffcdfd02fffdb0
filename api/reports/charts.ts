import type { ReportAnswer } from './answers';

/** So many rows a picture shows at most; the table has them all. */
const MOST_ROWS = 30;
const WIDTH = 760;
const ROW = 26;
const FRAME = 96;

/** One indicator of a report as a picture: a bar for each row, the highest first. */
export async function chartOf({ rows, indicators }: ReportAnswer, id: string): Promise<string> {
  // Large, and most processes never draw: it is loaded with the first picture.
  const { init } = await import('echarts');
  const bars = rows
    .flatMap(({ name, values }) => {
      const value = values[id]?.value ?? null;
      return value === null ? [] : [{ name, value }];
    })
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST_ROWS);
  const isShare = bars.every(({ value }) => value <= 1) && id !== 'volume';
  const chart = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: FRAME + ROW * bars.length,
  });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: 'sans-serif' },
      title: {
        text: indicators.find((it) => it.id === id)?.name ?? id,
        left: 'center',
        textStyle: { fontSize: 16 },
      },
      grid: { left: 8, right: 64, top: 44, bottom: 28, containLabel: true },
      xAxis: {
        type: 'value',
        min: 0,
        ...(isShare ? { max: 1 } : {}),
        axisLabel: { formatter: (value: number) => said(value, isShare) },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          data: bars.map(({ value }) => value),
          barMaxWidth: 16,
          itemStyle: { color: '#14532d' },
          label: {
            show: true,
            position: 'right',
            formatter: ({ value }: { readonly value?: unknown }) => said(Number(value), isShare),
          },
        },
      ],
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** `97.5%`, or the number itself. */
const said = (value: number, isShare: boolean): string =>
  isShare ? `${Number((value * 100).toFixed(1))}%` : String(Number(value.toFixed(2)));
