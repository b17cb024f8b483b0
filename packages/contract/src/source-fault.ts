/** Why a data source could not be used: each with what happened and what to do, in both languages. */
import { z } from 'zod';

interface FaultText {
  title: string;
  remedy: string;
}

function entry(zhTitle: string, zhRemedy: string, enTitle: string, enRemedy: string): Record<'zh' | 'en', FaultText> {
  return { zh: { title: zhTitle, remedy: zhRemedy }, en: { title: enTitle, remedy: enRemedy } };
}

// prettier-ignore
export const sourceFaults = {
  NAME_NOT_FOUND: entry('主机名无法解析', '检查拼写；若是内网域名，确认平台所在机器的 DNS 能解析它。', 'The host name means nothing here', "Check the spelling; for an internal name, see that the DNS of the platform's machine knows it."),
  CONNECTION_REFUSED: entry('端口拒绝连接', '确认服务已启动、端口正确，且监听的不只是它自己的本机地址。', 'The port refuses connections', 'See that the service runs, that the port is right, and that it does not listen on its own loopback only.'),
  NO_ANSWER: entry('规定时间内没有应答', '多半被防火墙或安全组拦下；放行平台所在机器到该端口的访问。', 'There was no answer in time', "A firewall or a security group is the usual cause: let the platform's machine reach this port."),
  NO_ROUTE: entry('网络不可达', '检查地址，以及平台所在机器到该网段的路由。', 'The network is not reachable', "Check the address, and the route of the platform's machine to that network."),
  NOT_THIS_KIND: entry('应答的不是这类服务', '核对端口；可能连到了另一种服务，或一侧用了加密而另一侧没有。', 'What answers there is another kind of service', 'Check the port; it may belong to something else, or one side encrypts and the other does not.'),
  CONNECTION_LOST: entry('连接被对方断开', '查看服务端日志；加密设置不一致、代理或连接数上限都会如此。', 'The other side closed the connection', 'Look into the log of the server; a different TLS setting, a proxy or a limit of connections does this.'),
  TLS_NOT_OFFERED: entry('服务端不提供加密连接', '在服务端开启 TLS，或把加密改为“不加密”。', 'The server offers no encryption', 'Turn on TLS at the server, or set encryption to off.'),
  TLS_REQUIRED: entry('服务端要求加密连接', '把加密改为“加密”或“加密并校验证书”。', 'The server demands encryption', 'Set encryption to trust or verify.'),
  CERTIFICATE_UNTRUSTED: entry('证书不受信任', '填入签发它的 CA 证书（PEM）；仅在测试环境可改为不校验。', 'The certificate is not trusted', 'Give the certificate of the authority that signed it (PEM); do without the check in tests only.'),
  CERTIFICATE_EXPIRED: entry('证书已过期或尚未生效', '更换服务端证书，并核对两边机器的时间。', 'The certificate has expired, or is not valid yet', 'Renew the certificate of the server, and compare the clocks of both machines.'),
  CERTIFICATE_OTHER_HOST: entry('证书属于另一个主机名', '用证书上的主机名连接，或让证书包含当前地址。', 'The certificate belongs to another host name', 'Connect by the name in the certificate, or have it issued for this one.'),
  TLS_FAILED: entry('加密握手失败', '核对协议版本与加密套件；端口可能并不使用 TLS。', 'The TLS handshake failed', 'Compare protocol versions and ciphers; perhaps the port does not speak TLS.'),
  LOGIN_REFUSED: entry('账号或密码不被接受', '核对用户名与密码，并确认该账号允许从平台所在机器登录。', 'The account or its password was not accepted', "Check both, and that the account may log in from the platform's machine."),
  HOST_NOT_ALLOWED: entry('服务端不允许从这台机器登录', 'PostgreSQL 在 pg_hba.conf 中放行（只放行 hostssl 时须开启加密）；MySQL 为账号授权该来源主机；Redis 关闭 protected-mode 或设置密码。', 'The server does not let this machine log in', 'PostgreSQL: add it to pg_hba.conf, and turn on encryption where only hostssl lets in. MySQL: grant the account for this host. Redis: set a password, or turn protected-mode off.'),
  DATABASE_UNKNOWN: entry('没有这个数据库', '核对数据库名（区分大小写）。', 'There is no such database', 'Check its name, upper and lower case too.'),
  BUCKET_UNKNOWN: entry('没有这个存储桶', '核对桶名；先在对象存储上创建它。若桶名只出现在主机名里，关闭“路径风格”。', 'There is no such bucket', 'Check its name; create it at the object store first. Where buckets stand in host names only, turn path style off.'),
  REGION_WRONG: entry('区域不对', '改成存储桶所在的区域。', 'The region is another one', 'Set the region that the bucket lies in.'),
  CLOCKS_APART: entry('两边机器的时间相差太大', '校准平台所在机器的时间（NTP）：签名只在几分钟内有效。', 'The clocks are too far apart', "Set the clock of the platform's machine (NTP): a signature is good for some minutes only."),
  MECHANISM_REFUSED: entry('服务端不接受该认证方式', '改用服务端开启的认证方式：检查 SASL 机制、密码插件与加密设置。', 'The server does not take this way of logging in', 'Use one that it has turned on: compare the SASL mechanism, the password plug-in and the encryption.'),
  TOO_MANY_CONNECTIONS: entry('服务端连接数已满', '稍后再试，或提高服务端的连接上限。', 'The server has no connection left', 'Try again later, or raise its limit.'),
  RIGHTS_MISSING: entry('账号权限不足', '为该账号授予读取库表元数据与数据的权限。', 'The account has too few rights', 'Grant it the reading of metadata and data.'),
  BROKER_NOT_REACHABLE: entry('集群公布的 Broker 地址连不上', '初始地址可达，但 advertised.listeners 公布的地址从平台所在机器不可达；请改为可达的地址。', 'A broker cannot be reached at the address it announces', "The first address answers, but what advertised.listeners names is out of reach for the platform's machine: announce one that is not."),
  VERSION_TOO_OLD: entry('服务端版本过旧', '升级服务端；支持的最低版本见文档。', 'The server is too old', 'Upgrade it; the document on data sources names the oldest version.'),
  VERSION_TOO_NEW: entry('服务端版本过新', '换用受支持的版本：Flink 的 Hive 客户端只支持 Hive Metastore 2.x 与 3.x。', 'The server is too new', "Use a version that is supported: the Hive client in Flink speaks to Hive Metastore 2.x and 3.x alone."),
  TABLE_NOT_FOUND: entry('没有这张表、主题或文件', '它可能已被删除，或该账号看不到它；刷新列表再选。', 'There is no such table, topic or file', 'It may have been dropped, or the account cannot see it: reload the list.'),
  CANCELLED: entry('已取消', '需要时重新执行。', 'It was cancelled', 'Start it again when needed.'),
  OTHER: entry('服务端返回了错误', '按原文排查，并查看服务端日志。', 'The server answered with an error', 'Go by its words, and look into its log.'),
} as const satisfies Record<string, Record<'zh' | 'en', FaultText>>;

export const SourceFault = z.enum(
  Object.keys(sourceFaults) as [keyof typeof sourceFaults, ...(keyof typeof sourceFaults)[]],
);
export type SourceFault = z.infer<typeof SourceFault>;

/** Title and remedy of a fault in one language. */
export function sourceFaultText(fault: SourceFault, language: 'zh' | 'en'): FaultText {
  return sourceFaults[fault][language];
}
