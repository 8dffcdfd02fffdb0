import { AwayError, ProblemError, problemText } from '../../shared/problem';

/** Minutes as people count them. @param seconds how long to wait */
const waitText = (seconds: number): string =>
  seconds < 60
    ? '一分钟'
    : seconds < 7_200
      ? `${Math.ceil(seconds / 60)}分钟`
      : `${Math.ceil(seconds / 3_600)}小时`;

/** Why one is not let in, and what to do then. */
export function notLetIn(error: unknown): string {
  if (!(error instanceof ProblemError)) return refusedText(error);
  const { problem, limits } = error;
  if (problem.status === 403 || problem.status === 404 || problem.status === 422) {
    const left =
      limits.left === undefined ? '' : limits.left === 0 ? '暂时不能再试了。' : `还可以试${limits.left}次。`;
    return `工单编号或者查询码不对，请对照短信再看一遍。${left}找不到短信的，请打12345问。`;
  }
  return problem.status === 429
    ? `试的次数太多了，请过${waitText(limits.wait ?? 900)}再试，或者打12345问。`
    : refusedText(error);
}

/** What went wrong, and what to do, for a caller. */
export function refusedText(error: unknown): string {
  if (error instanceof AwayError) return '网络不通，或者服务暂时连不上。您写的还在，请稍后再试。';
  if (!(error instanceof ProblemError)) return '页面出了差错，请刷新以后再试，或者打12345。';
  const { status } = error.problem;
  if (status === 401) return '离上次输入查询码已经太久，请再输一次。您写的还在。';
  if (status === 403) return '这个链接只能用来评价。要做别的，请用工单编号和查询码进来。';
  if (status === 412) return '工单刚刚有了变化，请先看一下。您写的还在，还要提交的话，请再按一次。';
  if (status === 413) return '文件太大，最多20兆。';
  if (status === 415) return '不支持这种文件。可以传照片、录音、视频、PDF和Office文档。';
  if (status === 429) return `操作太频繁，请过${waitText(error.limits.wait ?? 60)}再试。`;
  const said =
    error.problem.errors?.map(({ message }) => message).filter((it) => /\p{Script=Han}/u.test(it)) ?? [];
  return [problemText(error.problem), ...said].join('');
}
