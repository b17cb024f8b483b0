/**
 * Every error code with its HTTP status and its texts. Codes are API: they are never renamed or reused.
 * A text may name parameters in braces; the same parameters come in `params` of the problem.
 */
import { z } from 'zod';

interface ErrorText {
  title: string;
  remedy: string;
}

interface ErrorEntry {
  status: number;
  zh: ErrorText;
  en: ErrorText;
}

function entry(status: number, zhTitle: string, zhRemedy: string, enTitle: string, enRemedy: string): ErrorEntry {
  return { status, zh: { title: zhTitle, remedy: zhRemedy }, en: { title: enTitle, remedy: enRemedy } };
}

// prettier-ignore
export const errorCodes = {
  // Requests
  INVALID_INPUT: entry(400, '请求内容有误', '按提示修改标出的字段后重试。', 'The request is not valid', 'Correct the fields named and send it again.'),
  NOT_FOUND: entry(404, '找不到该对象', '检查名称或编号；它可能已被删除。', 'Not found', 'Check the name or id; it may have been deleted.'),
  METHOD_NOT_ALLOWED: entry(405, '不支持该操作', '查看 API 文档中的可用方法。', 'Method not allowed', 'See the API document for the methods of this path.'),
  MODULE_DISABLED: entry(404, '该模块已关闭', '请管理员在配置的 modules 中开启。', 'This module is turned off', 'Ask an administrator to turn it on under modules in the configuration.'),
  CONFLICT: entry(409, '与当前状态冲突', '刷新后查看最新状态再操作。', 'In conflict with the current state', 'Reload, look at the current state, and decide again.'),
  GENERATION_MISMATCH: entry(412, '内容已被他人修改', '刷新后核对差异再提交。', 'Somebody changed it in the meantime', 'Reload, compare, and submit again.'),
  IF_MATCH_NOT_TAKEN: entry(412, '该请求不支持 If-Match 条件', '去掉 If-Match 请求头；OpenAPI 文档列出了支持它的操作。', 'This request takes no If-Match', 'Leave the If-Match header out; the OpenAPI document names it where it is taken.'),
  IDEMPOTENCY_KEY_IN_PROGRESS: entry(409, '同一请求正在执行', '稍后用同一个 Idempotency-Key 再查一次，会得到它的结果。', 'The same request is being carried out', 'Ask again with the same Idempotency-Key in a moment; it gets the answer.'),
  IDEMPOTENCY_KEY_REUSED: entry(422, '幂等键已用于另一请求', '换一个新的 Idempotency-Key。', 'The idempotency key was used with another body', 'Use a new Idempotency-Key.'),
  RATE_LIMITED: entry(429, '请求过于频繁', '稍等片刻再试。', 'Too many requests', 'Wait a little and try again.'),
  PAYLOAD_TOO_LARGE: entry(413, '请求内容过大', '缩小内容后重试。', 'The request is too large', 'Send less at once.'),
  INTERNAL: entry(500, '平台内部错误', '附上请求编号反馈给我们；日志中有详情。', 'An internal error of the platform', 'Report it with the request id; the log has the details.'),
  UNAVAILABLE: entry(503, '服务暂不可用', '稍后重试；若持续出现，查看系统页的健康状态。', 'Not available right now', 'Try again shortly; if it stays, look at the health on the system page.'),
  OPTION_INVALID: entry(400, '命令选项的取值不对', '改成说明中列出的取值之一。', 'The value of an option is not accepted', 'Give one of the values named.'),
  NAME_TAKEN: entry(409, '名称已被占用', '换一个名称。', 'The name is taken', 'Choose another name.'),
  // People
  UNAUTHENTICATED: entry(401, '尚未登录或登录已过期', '重新登录。', 'Not logged in, or the session has expired', 'Log in again.'),
  BAD_CREDENTIALS: entry(401, '用户名或密码不正确', '核对后重试；首次密码在启动命令的输出中。', 'User name or password is wrong', 'Check them; the first password was printed by the start command.'),
  FORBIDDEN: entry(403, '没有权限', '请项目所有者授予相应角色。', 'Not permitted', 'Ask an owner of the project for the role.'),
  CSRF_REJECTED: entry(403, '跨站请求校验失败', '刷新页面后重试。', 'The request failed the cross-site check', 'Reload the page and try again.'),
  // Jobs
  JOB_NOT_STARTABLE: entry(409, '作业当前不能启动', '等待当前运行结束，或先停止它。', 'The job cannot be started now', 'Wait for the current run to end, or stop it first.'),
  JOB_NOT_STOPPABLE: entry(409, '作业当前不能停止', '查看当前阶段；已停止的作业无需再停。', 'The job cannot be stopped now', 'Look at its phase; a stopped job needs no stop.'),
  JOB_STOP_UNDER_WAY: entry(409, '停止已在进行，方式不能再改', '等它停下；若要立刻结束，用取消（--cancel），从最后一个检查点继续。', 'A stop is under way, and how it ends cannot be changed any more', 'Wait until it has stopped; to end it at once, cancel it (--cancel): its last checkpoint stands.'),
  JOB_NOT_RUNNING: entry(409, '作业当前没有在运行', '先启动作业；若正在停止，请等它停下。', 'The job does not run', 'Start it first; if it is being stopped, wait until it has.'),
  JOB_FAILED: entry(502, '作业失败', '看原因与作业的事件（liusu job events）；修正后再启动。', 'The job failed', 'See the cause and the events of the job (liusu job events); start it again once it is mended.'),
  JOB_BUSY_WITH_PLAN: entry(409, '作业正在执行另一项变更', '等待它完成，或停止作业以中止它。', 'The job is in the middle of another change', 'Wait until it has ended, or stop the job to end it.'),
  JOB_ACTIVE: entry(409, '作业仍在运行', '先停止作业再执行此操作。', 'The job is active', 'Stop the job first.'),
  JOB_HAS_NO_STATEMENT: entry(422, '脚本中没有可运行的语句', '至少写一条 INSERT INTO 语句。', 'The script has no statement to run', 'Write at least one INSERT INTO statement.'),
  JOB_OPTION_IS_SETTING: entry(422, '这个 Flink 选项由作业的设置决定', '从其他选项中去掉它，改用说明中的设置。', 'A setting of the job says what this option of Flink would', 'Leave it out of the further options, and change the setting named.'),
  JOB_STATE_UNVERIFIED: entry(409, '无法确认可恢复的状态', '选择一个保存点（--from svp_…），或明确选择不带状态启动（--from none）。', 'No state is known from which the job can go on', 'Choose a savepoint (--from svp_…), or say explicitly to start without state (--from none).'),
  SAVEPOINT_NOT_POSSIBLE: entry(409, '现在不能做保存点', '保存点需要作业的全部任务都在运行：先启动它，或等 Flink 重启完任务。', 'No savepoint can be taken now', 'A savepoint needs every task of the job running: start it, or wait until Flink has restarted its tasks.'),
  SAVEPOINT_FAILED: entry(502, '保存点失败', '查看事件中的原因；作业仍在运行。', 'The savepoint failed', 'See the reason in the events; the job goes on.'),
  SAVEPOINT_IN_USE: entry(409, '该保存点或检查点仍被需要', '作业可能要从它恢复；先产生更新的状态，或删除整个作业。', 'This savepoint or checkpoint is still needed', 'The job may have to start from it: let it complete newer state first, or delete the whole job.'),
  VERSION_NOT_FOUND: entry(404, '作业没有这个版本', '在版本列表中查看可用的版本。', 'The job has no such version', 'See the list of its versions.'),
  UPGRADE_NOT_COMPATIBLE: entry(409, '要运行的版本不一定能接上现有状态', '查看判定结果（liusu job check-upgrade）；若接受，在对话框中勾选，或用 --allow partly | any。回退时也可以从旧保存点开始（--mode from-old-savepoint）。', 'The version to be run may not take over all of the state', 'See the verdict (liusu job check-upgrade). To accept it, choose so in the dialog, or use --allow partly | any; a roll-back can go from the old savepoint, too (--mode from-old-savepoint).'),
  UPGRADE_NOT_COMPILED: entry(422, '要运行的版本无法编译', '按标出的位置改好脚本再升级；编辑器和 liusu sql validate 会列出全部错误。选择接受状态丢失（--allow）对此不起作用。', 'The version to be run does not compile', 'Mend the script at the places shown, then upgrade; the editor and liusu sql validate list all errors. Allowing a loss of state (--allow) changes nothing here.'),
  ROLLBACK_NOT_POSSIBLE: entry(409, '没有可回退的目标', '查看作业的变更计划；也可直接升级到指定版本。', 'There is nothing to roll back to', "See the job's plan; or upgrade to the version you want."),
  RUN_SEEN_ALIVE: entry(409, '集群上有这个运行的作业', '它还在，不能认定为不存在；需要结束它请用停止。', 'The job of this run is on its cluster', 'It exists, so it cannot be written off; to end it, stop it.'),
  WRITE_OFF_REFUSED: entry(409, '现在不能认定该运行不存在', '只有集群正常应答、平台又无法判断它是否存在时才可以；看说明中的原因。', 'This run cannot be written off now', 'That is for a run of which the platform cannot tell whether it exists, on a cluster that answers; see the reason.'),
  SOURCE_TIME_NOT_USED: entry(422, '脚本没有使用起始时间', '在源表选项中写入 ${start.time}，并选择不带状态启动。', 'The script does not use the start time', 'Write ${start.time} in an option of the source, and start without state.'),
  SAVEPOINT_NOT_USABLE: entry(409, '该保存点不可用于恢复', '选择其他保存点或检查点。', 'This savepoint cannot be restored', 'Choose another savepoint or checkpoint.'),
  FOLDER_NOT_EMPTY: entry(409, '文件夹不是空的', '先移走或删除其中的作业和子文件夹。', 'The folder is not empty', 'Move or delete its jobs and folders first.'),
  FOLDER_MOVE_REFUSED: entry(409, '文件夹不能移到自己里面', '选择另一个位置。', 'A folder cannot be moved into itself', 'Choose another place.'),
  BULK_PARTLY_FAILED: entry(409, '部分作业没有完成批量操作', '结果中列出了每个作业的原因；处理后只对它们再做一次。', 'Some jobs did not do what the bulk command asked', 'The result tells why, job by job; see to that, and command those again.'),
  JOB_EXTERNAL: entry(409, '该作业由外部启动，尚未绑定脚本', '先为它绑定脚本（liusu job bind），之后才能启动或修改。', 'The job was started by others and has no script', 'Bind a script to it first (liusu job bind); then it can be started and edited.'),
  JOB_NOT_EXTERNAL: entry(409, '该作业不是外部作业', '直接编辑它的草稿即可。', 'The job is not an external one', 'Edit its draft instead.'),
  FLINK_JOB_NOT_ADOPTABLE: entry(409, '该 Flink 作业不能接管', '它属于另一套平台、已有对应作业，或已结束；查看集群的未托管作业列表。', 'This Flink job cannot be taken over', 'It belongs to another installation, has a job here, or has ended; see the unmanaged jobs of the cluster.'),
  // SQL
  SQL_SYNTAX: entry(422, 'SQL 语法错误', '按标出的位置修改。', 'SQL syntax error', 'Correct it at the position shown.'),
  SQL_INVALID: entry(422, 'SQL 校验未通过', '按标出的位置与原因修改。', 'The SQL was rejected', 'Correct it at the position, by the reason given.'),
  SQL_QUERY_FAILED: entry(502, '查询运行时失败', '按原因处理：数据读不成声明的类型、源连不上，或 Flink 正在重启；之后再运行一次。', 'The query failed while it ran', 'Act on the cause: data that its type cannot take, a source that cannot be reached, or Flink being restarted. Then run it again.'),
  SQL_OBJECT_NOT_FOUND: entry(422, '找不到表、列或函数', '检查拼写与所在目录；或先建表。', 'A table, column or function was not found', 'Check the spelling and the catalog, or create it first.'),
  SQL_TYPE_MISMATCH: entry(422, '类型不匹配', '用 CAST 转换，或修改目标表的列类型。', 'Types do not match', 'Use CAST, or change the column type of the sink.'),
  SQL_CONNECTOR_MISSING: entry(422, '找不到连接器', '检查名称；提示中列出了相近或可用的名称。自有连接器可在“资源 / 连接器”上传，或用 liusu connector add 添加。', 'The connector was not found', 'Check the name; the message has those that are near or available. Upload one of your own under Resources, Connectors, or with liusu connector add.'),
  SQL_CONNECTOR_NOT_ON_ENGINE: entry(422, '此引擎不支持该连接器', '改用提示中列出的引擎上的集群，或换一种连接器。', 'The connector cannot be used on this engine', 'Use a cluster of an engine named in the message, or another connector.'),
  CONNECTOR_FILE_REFUSED: entry(422, '上传的文件不能用作连接器', '上传一个完整的 JAR；原因见提示。', 'The file cannot be used as a connector', 'Upload a whole jar; the message says what is wrong with this one.'),
  CONNECTOR_UNFIT: entry(422, '这个 JAR 在引擎上加载不了', '改选提示中列出的引擎，或上传为该引擎的 Flink 版本构建的 JAR：版本号通常写在文件名末尾，如 -2.2.jar。', 'The jar cannot load on an engine', 'Choose an engine named in the message, or upload the build for the Flink of that engine: file names often end in it, as in -2.2.jar.'),
  CONNECTOR_FILE_GONE: entry(409, '自有连接器的文件不在本机', '在运行作业的平台进程上重新添加该 JAR。', 'The jar of a connector is not on this machine', 'Add the jar again at the platform process that runs the job.'),
  CLUSTER_JARS_MISSING: entry(422, '集群的类路径上缺少所需的 JAR', '请集群管理员把列出的 JAR 放入 lib/ 并重启集群，或在平台管理的集群上运行。', 'The class path of the cluster lacks jars', 'Have the jars named put into its lib/ folder and the cluster restarted, or run the job on a cluster of the platform.'),
  SQL_RESERVED_KEY: entry(422, '不允许设置保留的配置项', '删除该 SET 语句或选项；此项由平台管理。', 'A reserved configuration key was set', 'Remove the SET statement or the option; the platform owns this key.'),
  SQL_STATEMENT_NOT_ALLOWED: entry(422, '此处不允许该语句', '按说明改写或换到合适的作业类型。', 'This statement is not allowed here', 'Rewrite it as told, or use another kind of job.'),
  SQL_PATH_NOT_ALLOWED: entry(422, '不允许访问该文件路径', '使用允许的目录；管理员可用 LIUSU_SQL_PATHS 放行更多目录（以冒号分隔）。', 'This file path is not allowed', 'Use an allowed folder; an administrator can allow more with LIUSU_SQL_PATHS (separated by colons).'),
  SQL_VARIABLE_MISSING: entry(422, '变量未定义', '在项目中定义该变量，或修正名称。', 'A variable is not defined', 'Define it in the project or correct the name.'),
  SQL_SECRET_MISPLACED: entry(422, '密钥不能用在此处', '密钥只能写在选项的值里，例如 WITH (\'password\' = \'${secret.name}\')。', 'A secret cannot stand here', "A secret may only stand in the value of an option, as in WITH ('password' = '${secret.name}')."),
  SQL_SAMPLE_NOT_USABLE: entry(422, '样本数据无法使用', '检查表名与行的内容；样本只能用在本机的集群上。', 'The sample rows cannot be used', 'Check the name of the table and the rows; samples work on the cluster of this machine.'),
  SQL_TABLE_NOT_CREATED: entry(422, '预览要读的表还不存在', '为它提供样本数据再预览，或先运行创建并写入它的作业：预览不在外部创建任何东西。', 'The preview would read a table that is not there yet', 'Preview with sample rows for it, or first run the job that makes and fills it: a preview makes nothing outside.'),
  BUCKET_NOT_READY: entry(422, '本机 Flink 还不能打开这个存储桶', '先登记类型为 S3 的数据源；已登记的在重启本机 Flink 后生效：集群页的“重启 Flink”，或 liusu cluster restart local。重启前作业先做保存点，之后自动恢复。', 'The local Flink does not open this bucket yet', 'Register a data source of the kind S3 for it; one that is registered counts after a restart of the local Flink: “Restart Flink” on the page of clusters, or liusu cluster restart local. Jobs are stopped with savepoints and come back by themselves.'),
  SQL_SOURCE_MISSING: entry(422, '数据源或它的字段不存在', '核对 ${source.名称.字段} 的写法；数据源页列出了每个数据源可引用的字段。', 'A data source, or a field of it, does not exist', 'Check ${source.name.field}; the page of data sources lists the fields of each.'),
  SQL_TIMEOUT: entry(504, 'SQL 执行超时', '缩小查询范围或加大超时时间。', 'The SQL did not finish in time', 'Query less, or allow more time.'),
  PREVIEW_LIMIT: entry(429, '同时进行的预览过多', '关闭不用的预览后重试。', 'Too many previews at once', 'Close previews you do not need and try again.'),
  // Flink and clusters
  FLINK_UNREACHABLE: entry(503, '无法连接 Flink 集群', '检查集群地址与网络；平台会继续重试，作业不受影响。', 'The Flink cluster cannot be reached', 'Check its address and the network; the platform keeps trying, jobs are untouched.'),
  FLINK_REJECTED: entry(502, 'Flink 拒绝了请求', '查看 Flink 给出的原因。', 'Flink refused the request', 'See the reason given by Flink.'),
  FLINK_ANSWER_UNREADABLE: entry(502, '无法识别 Flink 的应答', '确认地址指向 Flink REST 接口且版本受支持。', 'The answer of Flink could not be understood', 'Make sure the address is a Flink REST endpoint of a supported version.'),
  GATEWAY_UNAVAILABLE: entry(503, 'SQL Gateway 尚未就绪', '稍等片刻；平台正在启动或修复它。', 'The SQL gateway is not ready', 'Wait a moment; the platform is starting or repairing it.'),
  CLUSTER_AUTH_FAILED: entry(502, '集群拒绝了凭据', '更新集群的用户名、密码或令牌。', 'The cluster refused the credentials', 'Update the user, password or token of the cluster.'),
  CLUSTER_VERSION_UNSUPPORTED: entry(422, '引擎与集群的 Flink 版本不符', '选择与集群版本一致的引擎；没有合适的引擎时，把集群升级到提示中列出的版本。', "The engine does not fit the cluster's version of Flink", 'Choose the engine of its version; where none fits, upgrade the cluster to a version named.'),
  CLUSTER_IN_USE: entry(409, '集群上仍有作业', '先停止或迁移这些作业。', 'The cluster still has jobs', 'Stop or move these jobs first.'),
  CLUSTER_NO_SLOTS: entry(503, '集群没有空闲的任务槽', '停止不用的作业，或增加 TaskManager。', 'The cluster has no free slots', 'Stop jobs you do not need, or add TaskManagers.'),
  // The machine
  JAVA_MISSING: entry(500, '找不到可用的 Java', '安装 Java 17 或 21，或设置 JAVA_HOME；联网时平台会自动下载。', 'No usable Java was found', 'Install Java 17 or 21 or set JAVA_HOME; with a network the platform fetches one.'),
  JAVA_UNSUITABLE: entry(500, 'Java 版本不适用', '把 JAVA_HOME 指向 Java 17 或 21。', 'This Java version does not suit', 'Point JAVA_HOME to Java 17 or 21.'),
  PORT_TAKEN: entry(500, '端口已被占用', '换一个端口（--port），或停止占用者。', 'The port is taken', 'Choose another with --port, or stop what uses it.'),
  LOOPBACK_DOWN: entry(500, '本机回环网络不可用', '启用回环接口（ip link set lo up）后重试。', 'The loopback network of this machine does not work', 'Bring the loopback interface up (ip link set lo up) and try again.'),
  DISK_FULL: entry(500, '磁盘空间不足', '清理磁盘，或用 --data / LIUSU_CACHE 指向别处。', 'The disk is full', 'Free some space, or point --data / LIUSU_CACHE elsewhere.'),
  FOLDER_NOT_WRITABLE: entry(500, '目录不可写', '修改权限，或用 --data / LIUSU_CACHE 指向别处。', 'The folder cannot be written', 'Change its permissions, or point --data / LIUSU_CACHE elsewhere.'),
  DOWNLOAD_FAILED: entry(502, '下载失败', '检查网络与镜像设置（LIUSU_MAVEN_URL、LIUSU_PYPI_URL）；重试会从断点继续。', 'A download failed', 'Check the network and the mirrors (LIUSU_MAVEN_URL, LIUSU_PYPI_URL); a retry resumes it.'),
  CHECKSUM_MISMATCH: entry(502, '下载内容校验不符', '文件已丢弃；重试，若再次出现请检查镜像。', 'A download does not match its checksum', 'The file was discarded; try again, and check the mirror if it repeats.'),
  CONNECTOR_NOT_COMPILED: entry(500, '连接器的方言编译失败', '附上编译器的输出反馈给我们；缓存目录须可写，Java 须能运行（liusu doctor）。', 'The dialect of a connector was not compiled', 'Report it with the words of the compiler; the cache must be writable and Java must run (liusu doctor).'),
  ENGINE_UNKNOWN: entry(400, '没有这个引擎', '用 liusu doctor 查看可选的引擎。', 'There is no such engine', 'See the engines with liusu doctor.'),
  ENGINE_STARTING: entry(503, '该引擎正在准备', '稍后重复同一请求；首次使用一个引擎需要先下载它，之后只需启动。', 'The engine is being made ready', 'Repeat the same request in a while; an engine is downloaded when it is first used, and only started later on.'),
  ENGINE_CHANGE_REFUSED: entry(409, '数据目录已绑定另一个引擎', '换一个 --data 目录，或先 clean。', 'The data folder belongs to another engine', 'Use another --data folder, or clean this one first.'),
  PROCESS_FAILED: entry(500, '进程启动失败', '查看所指日志的末尾。', 'A process did not start', 'See the end of the log named.'),
  INSTANCE_RUNNING: entry(409, '该数据目录已有实例在运行', '用 liusu status 查看，或先 down。', 'An instance already runs on this data folder', 'See liusu status, or run down first.'),
  INSTANCE_STARTING: entry(503, '平台正在启动', '稍后再试；若一直不应答，看 liusu logs platform。', 'The platform is starting', 'Try again in a moment; if it does not come to answer, see liusu logs platform.'),
  PORT_CHANGE_REFUSED: entry(409, '平台已在另一个端口运行', '用现在的端口，或先 liusu down，再带 --port 启动。', 'The platform already runs on another port', 'Use the port it has, or run liusu down first and start it with --port again.'),
  INSTANCE_NOT_RUNNING: entry(503, '平台未在运行', '先运行 liusu up。', 'The platform is not running', 'Run liusu up first.'),
  CACHE_IN_USE: entry(409, '缓存正被其他实例使用', '先停止那些实例，或不带 --all 清理。', 'The cache is used by another instance', 'Stop those instances first, or clean without --all.'),
  SCHEMA_NEWER: entry(500, '数据库来自更新的版本', '使用同样新或更新的平台版本。', 'The database is of a newer version', 'Use a platform at least as new.'),
  DATABASE_UNAVAILABLE: entry(503, '无法使用数据库', '检查 LIUSU_DATABASE_URL、数据库是否在运行以及用户权限。', 'The database cannot be used', 'Check LIUSU_DATABASE_URL, that the database runs, and the rights of its user.'),
  MASTER_KEY_MISMATCH: entry(409, '主密钥与数据库不符', '把首个实例 secrets/master-key 的内容通过 LIUSU_MASTER_KEY_FILE 交给每个实例。', 'The master key is not that of the database', 'Give every process the key of the first one (secrets/master-key) through LIUSU_MASTER_KEY_FILE.'),
  // Data sources
  SOURCE_FAILED: entry(502, '数据源无法使用', '按原因处理；在数据源页逐步测试连接可以看到卡在哪一步。', 'The data source cannot be used', 'Act on the reason given; the test on the page of data sources shows the step that fails.'),
  SOURCE_PASSWORD_NEEDED: entry(422, '连接地址变了，需要重新填写密码', '重新填写密码；已保存的密码只用于原来的地址。', 'The address changed, so the password is needed again', 'Give the password again: a kept one is used for the address it was saved with only.'),
  SOURCE_DDL_NOT_POSSIBLE: entry(422, '无法为它生成建表语句', '按说明处理：没有可用的连接器，或没有任何列能对应到 Flink 类型。', 'No CREATE TABLE can be written for it', 'Act on the reason: no connector reads it, or none of its columns has a type in Flink.'),
  // Alerts
  WEBHOOK_TEST_FAILED: entry(502, '测试告警没有送达', '按应答检查地址、网络与接收端；之后再测试一次。', 'The test alert was not delivered', 'By the answer, check the address, the network and the receiver, and test it again.'),
  WEBHOOK_NOT_SET: entry(409, '尚未设置告警地址', '先保存 http 或 https 地址。', 'No webhook is set', 'Save an http or https address first.'),
  // Scenarios
  SCENARIO_NOT_FOUND: entry(404, '没有这个场景', '用 liusu scenario list 查看。', 'There is no such scenario', 'See liusu scenario list.'),
  SCENARIO_IMPORTED: entry(409, '该场景已导入', '直接打开它，或先移除。', 'The scenario is already imported', 'Open it, or remove it first.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;
export const ErrorCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]);

export type Language = 'zh' | 'en';

/** Title and remedy of a code in one language. */
export function errorText(code: ErrorCode, language: Language): ErrorText {
  return errorCodes[code][language];
}
