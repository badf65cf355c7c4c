"""What the verifier says, in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "what the archived entries have left cannot be read: {reason}": "已归档条目所留的记录无法读取：{reason}",
        "what the archived entries have left is missing; entry {entry} names it": (
            "已归档条目所留的记录缺失；条目 {entry} 指明了它"
        ),
        "what the archived entries have left is not what the journal says": "已归档条目所留的记录与日志所述不符",
        "a checkpoint is of another origin: {origin}": "检查点属于另一个日志：{origin}",
        "the signature of checkpoint {size} does not fit its text": "检查点 {size} 的签名与其文本不符",
        "checkpoint {size} is older than the log's first key": "检查点 {size} 早于日志的第一把密钥",
        "checkpoint {size} carries no signature": "检查点 {size} 没有签名",
        "checkpoint {size} is not signed with the key of its time, only with another one of the log": (
            "检查点 {size} 没有当时密钥的签名，只有该日志另一把密钥的签名"
        ),
        "checkpoint {size} is signed with an unknown key only": "检查点 {size} 只有未知密钥的签名",
        "checkpoint {size} is also signed with a key that only bears the log's name": (
            "检查点 {size} 另有一个仅冒用日志名称的密钥的签名"
        ),
        "checkpoint {size} is cosigned by {name} with a key that the journal does not know": (
            "检查点 {size} 由 {name} 用日志不认识的密钥会签"
        ),
        "the cosignature of {name} does not fit checkpoint {size}": "{name} 的会签与检查点 {size} 不符",
        "{name} cosigned checkpoint {size} at a time that cannot be: {time} s after 1970": (
            "{name} 会签检查点 {size} 的时间不可能成立：1970 年后第 {time} 秒"
        ),
        "more than {count} entries change keys": "更换密钥的记录超过 {count} 条",
        "entry {entry} names a log key that is none": "第 {entry} 条记录所载的日志密钥不是密钥",
        "entry {entry} names a log key that does not follow the one before": (
            "第 {entry} 条记录所载的日志密钥与前一把不衔接"
        ),
        "entry {entry} names a witness's key that is none": "第 {entry} 条记录所载的见证密钥不是密钥",
        "{path} cannot be read: {reason}": "无法读取 {path}：{reason}",
        "{path} is no SQLite database": "{path} 不是 SQLite 数据库",
        "{path} cannot be opened: {reason}": "无法打开 {path}：{reason}",
        "{path} was written by an older program: start its core once": "{path} 由旧版程序写成：请先启动一次核心",
        "the database is damaged: {reason}": "数据库已损坏：{reason}",
        "the database holds something foreign: {kind} {name}": "数据库中有不属于它的内容：{kind} {name}",
        "the table {name} is missing": "缺少表 {name}",
        "the trigger that refuses {verb} on {name} is missing": "缺少禁止对 {name} 执行 {verb} 的触发器",
        "the table {name} has other columns than it should": "表 {name} 的列与应有的不同",
        "there is no entry, and no checkpoint anywhere that tells of one": "没有任何条目，也没有任何检查点表明曾有条目",
        "the table {name} holds values of another kind than it should": "表 {name} 中有类型不符的值",
        "the database says that its schema is {version}": "数据库自称结构版本为 {version}",
        "a write-ahead log lies beside a database that says it has none": "数据库自称没有预写日志，旁边却有一个",
        "the head of the write-ahead log is damaged: nothing in it is read": "预写日志的头部已损坏：其中内容均未读入",
        "the write-ahead log cannot be read: {reason}": "无法读取预写日志：{reason}",
        "the write-ahead log is damaged in frame {frame}: what was written from there on is not read": (
            "预写日志在第 {frame} 帧损坏：此后写入的内容未读入"
        ),
        "{place} holds no checkpoints": "{place} 中没有检查点",
        "no second place was found: whether the newest entries are missing cannot be told from it": (
            "没有找到第二存放处：无法据此判断最新的记录是否缺失"
        ),
        "the settings cannot be read: the second place is taken to be {place}": "无法读取设置：以 {place} 为第二存放处",
        "{where} is no checkpoint as the program writes them": "{where} 不是程序所写的检查点",
        "the archive holds {name} twice": "档案中 {name} 出现两次",
        "the archive is cut off: {reason}": "档案不完整：{reason}",
        "it is neither an archive (.ccaudit) nor a proof of this program": "这不是本程序的档案（.ccaudit）或证明",
        "it is no archive of the program: {reason}": "这不是本程序的档案：{reason}",
        "the archive is damaged: {reason}": "档案已损坏：{reason}",
        "{path} unpacks to far more than an archive can": "{path} 解压后远超档案可能的大小",
        "the archive's manifest cannot be read": "无法读取档案的清单",
        "the archive holds {name}, which its manifest does not list": "档案中有清单未列的 {name}",
        "the archive lacks {name}, which its manifest lists": "档案缺少清单所列的 {name}",
        "{name} in the archive is not what its manifest says": "档案中的 {name} 与清单不符",
        "the manifest's signature cannot be read: {reason}": "无法读取清单的签名：{reason}",
        "the manifest is not the one that was signed": "清单不是被签署的那一份",
        "the manifest is signed with no key of the log": "清单没有该日志任何密钥的签名",
        "the signature of the manifest does not fit": "清单的签名不符",
        "{path} was not looked at: {reason}": "未查看 {path}：{reason}",
        "{path} does not hold one key any more": "{path} 中已不是一把完整的密钥",
        "the key in {path} is none that the journal names": "{path} 中的密钥不是日志所载的任何一把",
        "it is no proof: {reason}": "这不是证明：{reason}",
        "entry {entry} of {origin}: {do}": "{origin} 的第 {entry} 条记录：{do}",
        "the proof holds something else than entry {entry}": "证明所含的不是第 {entry} 条记录",
        "entry {entry} is not proven to be in the log of {size} entries": (
            "未能证明第 {entry} 条记录在 {size} 条的日志之中"
        ),
        "no key was given that the signature can be checked with (--key)": "没有给出可核对签名的密钥（--key）",
        "{name} has not cosigned": "{name} 没有会签",
        "cosigned by {name}": "由 {name} 会签",
        "signatures that were not checked, for want of a key: {names}": "因没有密钥而未核对的签名：{names}",
        "a proof is compared with keys only": "证明只与密钥核对",
        "PostgreSQL needs the package psycopg beside the verifier": "核验 PostgreSQL 需要另装 psycopg",
        "a process of the verifier has ended before its work was done": "核验程序的一个进程提前结束",
        "the archive begins with entry {entry}": "档案从第 {entry} 条记录开始",
        "entries before {entry} were archived; the journal says so": "第 {entry} 条以前的记录已归档，日志中有记载",
        "the entries before {entry} are missing": "缺少第 {entry} 条以前的记录",
        "the entries before {entry} are missing: no checkpoint vouches for entry {pruned}, which excuses it": (
            "缺少第 {entry} 条以前的记录：以此为由的第 {pruned} 条记录没有检查点作保"
        ),
        "the entries before {entry} are missing: entry {pruned} excuses it, and nobody had agreed to it": (
            "缺少第 {entry} 条以前的记录：第 {pruned} 条记录以归档为由，但此前没有任何人同意"
        ),
        "the entries before {entry} are missing: entry {pruned} excuses it, and no two persons approved"
        " what entry {agreed} says was agreed": (
            "缺少第 {entry} 条以前的记录：第 {pruned} 条记录以归档为由，但第 {agreed} 条记录所称的同意没有两人批准"
        ),
        "the entries before {entry} are missing: entry {pruned} excuses it, and one person alone approved it"
        " in entry {given}": (
            "缺少第 {entry} 条以前的记录：第 {pruned} 条记录以归档为由，但第 {given} 条记录的批准出自同一人"
        ),
        "entry {entry} is missing": "缺少第 {entry} 条记录",
        "the entries from {entry} on are missing: the tree holds {size}": (
            "缺少第 {entry} 条起的记录：树中共有 {size} 条"
        ),
        "tile {level}/{number} is not what the entries give": "哈希块 {level}/{number} 与记录不符",
        "the tiles cannot be read: {reason}": "无法读取哈希块：{reason}",
        "tile {level}/{number} is missing": "缺少哈希块 {level}/{number}",
        "the journal names no key that it is sealed with": "日志未载明封存所用的密钥",
        "the log's key was NOT compared with one of yours (--key): who sealed this is taken from itself": (
            "日志的密钥【未】与您持有的密钥（--key）核对：由谁封存仅据其自述"
        ),
        "none of the keys of {origin} is the one that was given": "{origin} 的密钥中没有所给的那一把",
        "the key of {origin} is the one that was given": "{origin} 的密钥与所给的一致",
        "entry {entry} is not stored as bytes": "第 {entry} 条记录的存储类型不对",
        "entry {entry} is no entry of this place": "第 {entry} 条记录不是该位置的记录",
        "entry {entry} is not in the tree": "第 {entry} 条记录不在树中",
        "the entries from {entry} on cannot be read: the file is damaged": "第 {entry} 条起的记录无法读取：文件已损坏",
        "entry {entry} was altered: its bytes do not give the hash that was sealed": (
            "第 {entry} 条记录被改动：其内容与封存的哈希不符"
        ),
        "the hash of entry {entry} in its tile was altered; the entry is as it was sealed": (
            "第 {entry} 条记录在哈希块中的哈希被改动；记录本身与封存时一致"
        ),
        "entry {entry} and its hash in the tile do not fit each other": "第 {entry} 条记录与哈希块中的哈希互不相符",
        "the credentials cannot be read: {reason}": "无法读取凭据：{reason}",
        "the credentials of {account} are missing": "缺少账号 {account} 的凭据",
        "the credentials of {account} are not those that entry {seq} names": (
            "账号 {account} 的凭据不是第 {seq} 条记录所载的"
        ),
        "credentials of {account} are there that no entry names": "有账号 {account} 的凭据，但没有记录载明",
        "{count} credentials compared with the entries that set them": "已将 {count} 份凭据与设置它们的记录核对",
        "the checkpoints cannot be read: {reason}": "无法读取检查点：{reason}",
        "two checkpoints of {size} entries differ, both signed by the log: {one} and {other}": (
            "两个 {size} 条的检查点互不相同，均由日志签署：{one} 与 {other}"
        ),
        "the log has signed two histories: {one} holds the root {root} over {size} entries,"
        " which does not go with the checkpoint over {later} entries in {other}": (
            "日志签署过两个历史：{one} 载有 {size} 条的根 {root}，与 {other} 中 {later} 条的检查点不能并存"
        ),
        "entries {first} to {last} are not those that were sealed: checkpoint {size} in {where} has another root": (
            "第 {first} 至 {last} 条记录不是封存时的记录：{where} 中检查点 {size} 的根不同"
        ),
        "{where} knows of {size} entries: the archive was made before": "{where} 载有 {size} 条：档案制作在先",
        "the journal once had {size} entries, as {where} says; now it has {now}": (
            "日志曾有 {size} 条记录（见 {where}），现有 {now} 条"
        ),
        "entry {entry} tells of a seat that held another history": "第 {entry} 条记录载明有席位持有另一个历史",
        "entry {entry} tells of a restored journal, as you know: a log of {size} entries ended there": (
            "第 {entry} 条记录载明日志曾被恢复，您已知悉：一个 {size} 条的日志止于此处"
        ),
        "the journal was restored at entry {entry}; if you know of it, say --restored {entry}": (
            "日志在第 {entry} 条处被恢复；若您知悉此事，请加 --restored {entry}"
        ),
        "{count} checkpoints of {origin}, which ended, cannot be proven: the entry that named their key is lost": (
            "已终止的日志 {origin} 有 {count} 个检查点无法核实：载有其密钥的记录已丢失"
        ),
        "{where} knows of {size} entries of a log that ended; its restoration does not tell of them": (
            "{where} 载有已终止日志的 {size} 条记录；恢复记录未提及它们"
        ),
        "the key that entry {entry} names was not vouched for by the key before": (
            "第 {entry} 条记录所载的密钥没有前一把密钥的担保"
        ),
        "checkpoint {size} stands in {where} and not in the database any more": (
            "检查点 {size} 见于 {where}，数据库中已没有"
        ),
        "{size} entries; root {root}": "{size} 条记录；根 {root}",
        "no checkpoint vouches for the entries": "没有检查点为记录作保",
        "{count} checkpoints in it fit; the newest that fits is over {size} entries": (
            "其中 {count} 个检查点相符；相符的最新检查点为 {size} 条"
        ),
        "entries {first} to {last} are not sealed yet: only their tree was compared": (
            "第 {first} 至 {last} 条记录尚未封存：只核对了树"
        ),
        "{place}: {count} checkpoints fit, up to {size} entries": "{place}：{count} 个检查点相符，至 {size} 条",
        "{name} cosigned {count} times": "{name} 会签 {count} 次",
        "the checkpoint speaks of {size} entries": "该检查点所载为 {size} 条记录",
        "{name} has cosigned checkpoint {size}, which is not there": "{name} 会签了检查点 {size}，而它不存在",
        "what stands there is no checkpoint: {reason}": "此处不是检查点：{reason}",
        "what stands there is no cosignature: {reason}": "此处不是会签：{reason}",
        "a cosignature of {name} stands under the name {other}": "{name} 的会签记在了 {other} 名下",
    }
)
