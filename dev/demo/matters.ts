import type { Dice } from './dice';

/** What people call about: texts with places to fill in, written for this, and who handles it. */
export interface Theme {
  readonly category: string;
  readonly lead: string;
  readonly kinds: readonly Kind[];
  readonly titles: readonly string[];
  readonly contents: readonly string[];
  readonly results: readonly string[];
  /** Where it is asked about, and not to be changed. */
  readonly answers?: readonly string[];
}
export type Kind = 'consultation' | 'help' | 'complaint' | 'report' | 'suggestion';

/** {place} {road} {estate} {time} {days} {floor} are filled in. */
export const THEMES: readonly Theme[] = [
  {
    category: '市容环境/占道经营',
    lead: 'chengguan',
    kinds: ['complaint', 'complaint', 'suggestion'],
    titles: ['{road}夜市占道经营', '{estate}门口流动摊贩占道', '{road}烧烤摊占用人行道'],
    contents: [
      '{time}以后，{road}两侧的摊位把人行道占满，老人和孩子只能走到机动车道上，希望尽快整治。',
      '{estate}门口有七八个流动摊贩，{time}收摊后满地菜叶和油污，已持续{days}天，请安排人员清理并定点管理。',
      '{road}与{place}之间的烧烤摊油烟大、占道严重，建议划出固定经营区域，既方便群众又不影响通行。',
    ],
    results: ['已现场劝离占道摊位并清理路面，安排{time}定时巡查，引导摊主进入便民疏导点经营。'],
  },
  {
    category: '市容环境/垃圾清运',
    lead: 'chengguan',
    kinds: ['complaint', 'help'],
    titles: ['{estate}垃圾桶多日未清运', '{road}建筑垃圾堆放'],
    contents: [
      '{estate}北门的垃圾桶已有{days}天没有清运，气味难闻，招来蚊蝇，请协调处理。',
      '{road}路边堆着一堆装修垃圾，雨天污水流到路面上，已有{days}天，无人处理。',
    ],
    results: ['已组织车辆清运完毕，并与物业约定每日{time}前收运。'],
  },
  {
    category: '市政设施/路灯照明',
    lead: 'chengguan',
    kinds: ['help', 'complaint'],
    titles: ['{road}路灯不亮', '{estate}外道路照明故障'],
    contents: [
      '{road}靠近{place}的路灯有五盏不亮，已有{days}天，晚上骑车看不清路面，请维修。',
      '{estate}外的小路整条没有照明，{time}以后出行不安全，希望恢复。',
    ],
    results: ['经查为电缆接头损坏，已更换，当晚恢复照明。'],
  },
  {
    category: '市政设施/井盖缺损',
    lead: 'chengguan',
    kinds: ['help'],
    titles: ['{road}井盖破损', '{place}门前井盖松动'],
    contents: [
      '{road}中间有一个井盖边缘碎裂，车辆经过时翘起，非常危险，请尽快更换。',
      '{place}门前的雨水井盖松动，来往车辆压过响声很大，{floor}楼住户整夜睡不好。',
    ],
    results: ['已设置围挡并更换井盖，路面平整，无响动。'],
  },
  {
    category: '生态环境/噪声扰民',
    lead: 'huanbao',
    kinds: ['complaint', 'complaint', 'report'],
    titles: ['{estate}旁工地夜间施工', '{place}设备噪声扰民', '{road}店铺外放音响'],
    contents: [
      '{estate}旁边的工地连续{days}天在{time}以后施工，打桩声很大，孩子无法休息，请查处。',
      '{place}楼顶的风机昼夜运转，{floor}楼住户关窗仍能听到，希望加装隔声设施。',
      '{road}的店铺用音响揽客，从早到晚不停，附近居民多次沟通无果。',
    ],
    results: ['已责令停止夜间施工，对噪声进行监测，现符合标准；安排人员夜间复查。'],
  },
  {
    category: '供热/温度不达标',
    lead: 'reli',
    kinds: ['complaint', 'help'],
    titles: ['{estate}室内温度不达标', '{estate}{floor}楼暖气不热'],
    contents: [
      '{estate}{floor}楼供暖后室温只有十五度左右，家里有老人，已报修{days}天没有改善。',
      '{estate}整个单元的暖气片上热下凉，排气后仍不热，请上门检测。',
    ],
    results: ['已上门测温并清洗过滤网，调节入户阀门，复测室温达到二十度。'],
  },
  {
    category: '供水/停水',
    lead: 'shuiwu',
    kinds: ['help', 'consultation'],
    titles: ['{estate}停水', '咨询{road}停水时间'],
    contents: [
      '{estate}从{time}开始没有水，没有看到通知，请问什么时候恢复？',
      '{road}在维修管道，{estate}已停水半天，家中无法做饭，请尽快抢修。',
    ],
    results: ['管道抢修完成，已恢复供水，并向居民说明原因。'],
    answers: ['经查，该路段管道抢修，预计当日{time}前恢复供水，已将停水公告推送至物业群。'],
  },
  {
    category: '住房物业/物业服务',
    lead: 'zhujian',
    kinds: ['complaint', 'complaint', 'consultation', 'suggestion'],
    titles: ['{estate}电梯频繁停运', '{estate}物业不公示收支', '{estate}消防通道被占'],
    contents: [
      '{estate}的电梯{days}天内停运三次，{floor}楼的老人上下不便，物业一直说在等配件。',
      '{estate}物业多年没有公示公共收益，业主多次要求未果，请督促公开。',
      '{estate}消防通道长期停放车辆，物业不予劝阻，存在隐患。',
    ],
    results: ['已约谈物业企业，限期整改；电梯配件到位并检验合格，公共收益在公告栏公示。'],
    answers: ['业主可依据物业服务合同要求公示公共收益，也可向街道申请指导召开业主大会。'],
  },
  {
    category: '城乡建设/违法建设',
    lead: 'zhujian',
    kinds: ['report', 'complaint'],
    titles: ['{estate}顶楼私搭乱建', '{road}院内违法建设'],
    contents: [
      '{estate}{floor}楼住户在楼顶加盖房间，已施工{days}天，影响楼体安全，请查处。',
      '{road}一处院内新建两层房屋，没有看到任何审批公示，请核查。',
    ],
    results: ['经现场核查属违法建设，已下达停工和限期拆除通知，现已自行拆除。'],
  },
  {
    category: '交通运输/停车管理',
    lead: 'gongan',
    kinds: ['complaint', 'suggestion', 'consultation'],
    titles: ['{road}违法停车', '{place}周边停车难', '建议{road}增设停车位'],
    contents: [
      '{road}两侧{time}停满车辆，公交车无法靠站，请加强管理。',
      '{place}周边没有公共停车场，来办事的群众只能停在路边，希望统筹解决。',
      '建议利用{road}的闲置空地增设临时停车位，缓解{estate}停车难。',
    ],
    results: ['已增派警力巡查，对违停车辆劝离和处罚，并会同有关部门研究增设泊位。'],
    answers: ['{place}北侧公共停车场全天开放，{time}以后对周边居民优惠。'],
  },
  {
    category: '公共安全/消防隐患',
    lead: 'gongan',
    kinds: ['report', 'help'],
    titles: ['{estate}楼道堆放杂物', '{estate}电动车进楼充电'],
    contents: [
      '{estate}{floor}楼楼道堆满纸箱和旧家具，安全出口被挡，请清理。',
      '{estate}有住户把电动车推进楼道充电，飞线从{floor}楼拉下来，十分危险。',
    ],
    results: ['已清理楼道杂物并拆除飞线，社区新增集中充电桩，张贴提示。'],
  },
  {
    category: '劳动保障/拖欠工资',
    lead: 'renshe',
    kinds: ['help', 'report'],
    titles: ['{place}项目拖欠工资', '{road}一餐馆拖欠工资'],
    contents: [
      '我们十二名工人在{place}项目干活，完工{days}天了工资还没有发，希望协调。',
      '{road}一家餐馆停业，拖欠员工两个月工资，负责人电话打不通。',
    ],
    results: ['已督促用人单位制定支付计划，工资于{days}日内足额发放，劳动者签字确认。'],
  },
  {
    category: '民政/养老服务',
    lead: 'weijian',
    kinds: ['consultation', 'consultation', 'suggestion'],
    titles: ['咨询居家养老补贴', '建议{estate}增设助餐点'],
    contents: [
      '家中老人八十多岁，住在{estate}，请问居家养老补贴怎么申请，需要哪些材料？',
      '{estate}老人多，最近的助餐点在{place}，步行要半小时，建议就近增设。',
    ],
    results: ['已将{estate}纳入助餐点布点计划，并先行提供送餐上门。'],
    answers: ['持身份证和户口簿到社区服务站申请，经评估后按月发放，也可在政务服务平台在线办理。'],
  },
];

/** Made-up places: none of them is on a map. */
const PLACES = {
  road: ['云杉路', '望湖街', '清溪大道', '锦程路', '朝霞街', '银杏路', '文澜路', '揽翠街'],
  estate: ['枫林苑小区', '碧水家园', '和悦里小区', '星河湾花园', '春晖小区', '听泉雅居', '东篱小区'],
  place: ['便民服务中心', '第三菜市场', '人民公园', '客运站', '青年广场', '市民文化馆'],
  time: ['早上七点', '中午十二点', '下午五点', '晚上八点', '夜里十一点'],
  days: ['三', '五', '七', '十', '十五'],
  floor: ['二', '六', '九', '十二', '十八'],
} as const;

export type Filling = Readonly<Record<keyof typeof PLACES, string>>;

export const filling = (by: Dice): Filling => ({
  road: by.one(PLACES.road),
  estate: by.one(PLACES.estate),
  place: by.one(PLACES.place),
  time: by.one(PLACES.time),
  days: by.one(PLACES.days),
  floor: by.one(PLACES.floor),
});

/** A text with its places filled in. */
export const filled = (text: string, by: Filling): string =>
  text.replace(/\{(\w+)\}/g, (_, name: keyof Filling) => by[name]);

/** What the knowledge base of a demonstration says. */
export const KNOWLEDGE = [
  [
    '供暖期室内温度标准是多少？',
    '供暖期内卧室、起居室温度不低于十八度；不达标的，可向供热企业申请上门测温。',
    'reli',
    '供热管理办法',
  ],
  [
    '居家养老补贴怎么申请？',
    '持身份证、户口簿到社区服务站申请，经评估后按月发放。',
    'weijian',
    '养老服务条例',
  ],
  ['停水公告在哪里查？', '可在水务集团公众号和营业厅查询，计划停水提前一日公告。', 'shuiwu', '供水服务承诺'],
  [
    '占道经营由谁管理？',
    '城市管理部门负责查处；便民疏导点的位置在区政府网站公布。',
    'chengguan',
    '市容环境管理规定',
  ],
  ['电动自行车可以进楼充电吗？', '禁止在楼道、楼梯间停放和充电，应使用集中充电设施。', 'gongan', '消防条例'],
  [
    '被拖欠工资怎么办？',
    '可向劳动保障监察机构投诉，携带劳动合同、考勤、工资条等材料。',
    'renshe',
    '保障农民工工资支付条例',
  ],
  [
    '物业公共收益如何公示？',
    '物业服务企业应当每半年公示一次公共收益收支，业主可要求查阅。',
    'zhujian',
    '物业管理条例',
  ],
  [
    '夜间施工几点以后不允许？',
    '二十二时至次日六时禁止产生噪声的施工，抢修等特殊需要除外并应公告。',
    'huanbao',
    '噪声污染防治法',
  ],
] as const;
