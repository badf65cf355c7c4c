<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Ages</name>
    <message>
        <source>no data yet</source>
        <translation>暂无数据</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>{age}前</translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation>{count} 天</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
</context>
<context>
    <name>AlarmActions</name>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Shelve…</source>
        <translation>搁置…</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回确认</translation>
    </message>
    <message>
        <source>Unshelve</source>
        <translation>取消搁置</translation>
    </message>
</context>
<context>
    <name>AlarmDetailView</name>
    <message>
        <source>Details</source>
        <translation>告警详情</translation>
    </message>
    <message>
        <source>Earlier alarms here</source>
        <translation>以往告警</translation>
    </message>
    <message>
        <source>History</source>
        <translation>经过</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>Nearest crews</source>
        <translation>附近力量</translation>
    </message>
    <message>
        <source>No alarm selected: choose one in the queue with ↑ ↓</source>
        <translation>未选中告警，按 ↑ ↓ 在队列中选择</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>发生</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处置要点</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>查询中…</translation>
    </message>
    <message>
        <source>none that the record has</source>
        <translation>记录中没有</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不详</translation>
    </message>
    <message>
        <source>{person} {time}</source>
        <translation>{person} {time} 已确认</translation>
    </message>
    <message>
        <source>{time} unacked</source>
        <translation>{time} 未确认</translation>
    </message>
    <message>
        <source>{time} unacked, returned</source>
        <translation>{time} 已恢复未确认</translation>
    </message>
</context>
<context>
    <name>AlarmDrag</name>
    <message>
        <source>{count} cameras nearby</source>
        <translation>附近 {count} 路摄像机</translation>
    </message>
</context>
<context>
    <name>AlarmFacts</name>
    <message>
        <source>Acknowledged by {person}</source>
        <translation>{person}确认</translation>
    </message>
    <message>
        <source>Asks</source>
        <translation>索要</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>已提醒</translation>
    </message>
    <message>
        <source>Chattering</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Cleared</source>
        <translation>已消除</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>席位</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Do</source>
        <translation>处理</translation>
    </message>
    <message>
        <source>False alarm</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>Look by camera or ask on site; until then treat it as an alarm that stands.</source>
        <translation>调摄像机或电话核实；核实之前按有效告警处置。</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Out of service</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>分项</translation>
    </message>
    <message>
        <source>Raised by the centre itself</source>
        <translation>由本中心发现</translation>
    </message>
    <message>
        <source>Raised by {source}</source>
        <translation>{source}上报</translation>
    </message>
    <message>
        <source>Reported {count} times</source>
        <translation>累计上报 {count} 次</translation>
    </message>
    <message>
        <source>Returned to normal</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Suppressed</source>
        <translation>已抑制</translation>
    </message>
    <message>
        <source>The mark goes by itself once the source has reported the alarm again, or ended it.</source>
        <translation>数据源重新上报或解除此告警后，标记自动消失。</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>With</source>
        <translation>承办</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>最重</translation>
    </message>
    <message>
        <source>acknowledged by {person}</source>
        <translation>{person} 确认</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
    <message>
        <source>by the rule {rule} since {time}</source>
        <translation>{time} 起由规则 {rule} 抑制</translation>
    </message>
    <message>
        <source>by {person} at {time} for {minutes} min: {reason}</source>
        <translation>{person} {time} 搁置 {minutes} 分钟：{reason}</translation>
    </message>
    <message>
        <source>by {person} at {time} under the permit {permit}</source>
        <translation>{person} {time} 停用，作业许可 {permit}</translation>
    </message>
    <message>
        <source>false alarm</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>it comes and goes; it stays until it has been quiet</source>
        <translation>时有时无，平静够时后才算恢复</translation>
    </message>
    <message>
        <source>nobody took notice</source>
        <translation>无人确认</translation>
    </message>
    <message>
        <source>you, since {time}</source>
        <translation>您，{time} 起</translation>
    </message>
    <message>
        <source>{count} reports together: {things}</source>
        <translation>合并 {count} 项：{things}</translation>
    </message>
    <message>
        <source>{person} since {time}</source>
        <translation>{person}，{time} 起</translation>
    </message>
    <message>
        <source>{person}, who has it in 15 s unless the holder says no</source>
        <translation>{person}，承办人 15 秒内不拒绝即归其承办</translation>
    </message>
    <message>
        <source>{source} may have lost events, and has not said since that this still stands. It may be over.</source>
        <translation>{source}可能丢失过事件，此后未再上报此告警，实际可能已解除。</translation>
    </message>
</context>
<context>
    <name>AlarmHandling</name>
    <message>
        <source>everybody&apos;s queue</source>
        <translation>总台</translation>
    </message>
    <message>
        <source>to the end of the shift, {time}</source>
        <translation>至本班结束（{time}）</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>AlarmList</name>
    <message>
        <source>None.</source>
        <translation>无。</translation>
    </message>
</context>
<context>
    <name>AlarmQueueView</name>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>告警队列</translation>
    </message>
    <message>
        <source>No alarms</source>
        <translation>当前无告警</translation>
    </message>
    <message>
        <source>No hidden alarms</source>
        <translation>没有隐藏的告警</translation>
    </message>
    <message>
        <source>Nothing has these words</source>
        <translation>没有包含这些词的告警</translation>
    </message>
    <message>
        <source>Nothing to acknowledge</source>
        <translation>无待确认告警</translation>
    </message>
    <message>
        <source>Storm: {count} new in 10 minutes, folded by place and kind</source>
        <translation>告警风暴：10 分钟内新增 {count} 条，已按地点与类型折叠</translation>
    </message>
    <message>
        <source>Storm: {count} new in 10 minutes. Folded by place and kind; E opens a group</source>
        <translation>告警风暴：10 分钟内新增 {count} 条，已按地点与类型折叠；E 展开一组</translation>
    </message>
    <message>
        <source>{age} old</source>
        <translation>{age}未更新</translation>
    </message>
    <message>
        <source>{count} marked: A acknowledges them, C with a note, Esc lets them be</source>
        <translation>已选 {count} 条：A 全部确认，C 确认并备注，Esc 取消</translation>
    </message>
</context>
<context>
    <name>AreaLine</name>
    <message>
        <source>Others</source>
        <translation>其余</translation>
    </message>
</context>
<context>
    <name>BookmarkForm</name>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Mark this moment</source>
        <translation>标记此刻</translation>
    </message>
    <message>
        <source>Marked here before: {count}</source>
        <translation>该摄像机已有书签：{count}</translation>
    </message>
    <message>
        <source>Note, may be empty</source>
        <translation>备注（可不填）</translation>
    </message>
    <message>
        <source>Remove the bookmark of {time}? Del once more.</source>
        <translation>删除 {time} 的书签？再按一次 Del。</translation>
    </message>
    <message>
        <source>remove (Del)</source>
        <translation>删除 (Del)</translation>
    </message>
    <message>
        <source>{name} has set it: they remove it, or a shift leader.</source>
        <translation>该书签由{name}设置，只能由其本人或值班长删除。</translation>
    </message>
</context>
<context>
    <name>BookmarksFeature</name>
    <message>
        <source>Bookmark set at {time}</source>
        <translation>已标记 {time}</translation>
    </message>
</context>
<context>
    <name>CallBanner</name>
    <message>
        <source>Nobody takes notice</source>
        <translation>无人确认</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
</context>
<context>
    <name>CameraDelegate</name>
    <message>
        <source>restricted</source>
        <translation>受限</translation>
    </message>
</context>
<context>
    <name>CameraRows</name>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
</context>
<context>
    <name>CameraSlots</name>
    <message>
        <source>No camera nearby</source>
        <translation>附近无摄像机</translation>
    </message>
    <message>
        <source>No second camera</source>
        <translation>附近无第二路摄像机</translation>
    </message>
</context>
<context>
    <name>CameraTree</name>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Find cameras</source>
        <translation>查找摄像机</translation>
    </message>
    <message>
        <source>Group of favourites</source>
        <translation>常用分组</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>No camera has this name, code or place.</source>
        <translation>没有此名称、编码或位置的摄像机。</translation>
    </message>
    <message>
        <source>There are no cameras.</source>
        <translation>没有摄像机。</translation>
    </message>
    <message>
        <source>name, code or place</source>
        <translation>名称、编码或位置</translation>
    </message>
    <message>
        <source>the first {count}</source>
        <translation>前 {count} 路</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>找到 {count} 路</translation>
    </message>
</context>
<context>
    <name>CameraWords</name>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>画面冻结</translation>
    </message>
    <message>
        <source>late</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>断线</translation>
    </message>
    <message>
        <source>not on the list</source>
        <translation>不在名录</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒绝访问</translation>
    </message>
    <message>
        <source>restarting</source>
        <translation>重启中</translation>
    </message>
    <message>
        <source>restricted</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>画面静止</translation>
    </message>
    <message>
        <source>unsupported</source>
        <translation>编码不支持</translation>
    </message>
</context>
<context>
    <name>ChartView</name>
    <message>
        <source>Limit {value}</source>
        <translation>上限 {value}</translation>
    </message>
    <message>
        <source>No measured values</source>
        <translation>暂无监测数据</translation>
    </message>
    <message>
        <source>No measured values for this alarm</source>
        <translation>该告警暂无监测数据</translation>
    </message>
    <message>
        <source>No values in the last {span}</source>
        <translation>近 {span}无数据</translation>
    </message>
</context>
<context>
    <name>ClipsFeature</name>
    <message>
        <source>Clip kept: {file}</source>
        <translation>录像片段已留存：{file}</translation>
    </message>
    <message>
        <source>No clip of {camera}: {reason}</source>
        <translation>{camera} 未留下录像片段：{reason}</translation>
    </message>
    <message>
        <source>{camera} does not play: there is nothing to record.</source>
        <translation>{camera} 未在播放，无法录像。</translation>
    </message>
    <message>
        <source>{count} clips grow already.</source>
        <translation>已有 {count} 段录像正在进行。</translation>
    </message>
</context>
<context>
    <name>ConsoleApp</name>
    <message>
        <source>acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>cameras of the alarm</source>
        <translation>告警摄像机</translation>
    </message>
    <message>
        <source>map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>mark</source>
        <translation>多选</translation>
    </message>
    <message>
        <source>mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>one-key linkage</source>
        <translation>一键联动</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>shelve</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>try the sounds</source>
        <translation>试听告警声</translation>
    </message>
    <message>
        <source>video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>wall to daily view</source>
        <translation>大屏恢复日常</translation>
    </message>
    <message>
        <source>with a note</source>
        <translation>确认并备注</translation>
    </message>
</context>
<context>
    <name>CoverView</name>
    <message>
        <source>A new password</source>
        <translation>设置新口令</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>By shift leader</source>
        <translation>值班长解锁</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Each code counts once: wait for the next one.</source>
        <translation>每个验证码只能用一次，请等下一个。</translation>
    </message>
    <message>
        <source>Locked since {time}</source>
        <translation>{time} 锁定</translation>
    </message>
    <message>
        <source>Locked since {time}: left alone</source>
        <translation>{time} 无人操作，自动锁定</translation>
    </message>
    <message>
        <source>Pictures go on, keys are off.</source>
        <translation>画面继续，操作停用。</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Sign in at {seat}</source>
        <translation>登录 {seat}</translation>
    </message>
    <message>
        <source>The password is changed: sign in with the new one.</source>
        <translation>口令已修改，请用新口令登录。</translation>
    </message>
    <message>
        <source>Type it once more, then a new one.</source>
        <translation>请再次输入现口令，然后输入新口令。</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Who and why stands in the record.</source>
        <translation>解锁人和原因记入日志。</translation>
    </message>
    <message>
        <source>Yours was set by somebody, or is old.</source>
        <translation>现口令由他人设置或已过期。</translation>
    </message>
    <message>
        <source>{seat}: shift leader</source>
        <translation>{seat}：值班长解锁</translation>
    </message>
    <message>
        <source>{seat}: {person}</source>
        <translation>席位 {seat}：{person}</translation>
    </message>
</context>
<context>
    <name>CredentialCard</name>
    <message>
        <source>A reason is needed: it stands in the record.</source>
        <translation>请填写原因，将记入日志。</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Account and password are needed.</source>
        <translation>请输入账号和口令。</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>核对中…</translation>
    </message>
    <message>
        <source>Code, if you have one</source>
        <translation>动态码（如有）</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新口令</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>再次输入新口令</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>The new password is needed twice, the same each time.</source>
        <translation>新口令须输入两次，且两次一致。</translation>
    </message>
</context>
<context>
    <name>DeskFeature</name>
    <message>
        <source>my own position</source>
        <translation>自己的岗位</translation>
    </message>
</context>
<context>
    <name>DetailFeature</name>
    <message>
        <source>Loudspeaker</source>
        <translation>音柱</translation>
    </message>
    <message>
        <source>One-key linkage by {person}</source>
        <translation>{person}启动一键联动</translation>
    </message>
    <message>
        <source>Start {name}</source>
        <translation>启动 {name}</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>Wall: map centred, {count} cameras</source>
        <translation>大屏：地图居中，{count} 路视频</translation>
    </message>
    <message>
        <source>Warn through {name}, {distance} m away</source>
        <translation>通过 {name} 喊话，距 {distance} m</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>out</source>
        <translation>出动</translation>
    </message>
    <message>
        <source>position {age} s old</source>
        <translation>定位 {age} 秒前</translation>
    </message>
    <message>
        <source>{count} people</source>
        <translation>{count} 人</translation>
    </message>
    <message>
        <source>{share} pictures</source>
        <translation>画面 {share} 路</translation>
    </message>
</context>
<context>
    <name>DetailForm</name>
    <message>
        <source>leave it</source>
        <translation>放弃</translation>
    </message>
</context>
<context>
    <name>DutyFeature</name>
    <message>
        <source>On duty</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>go</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>未答</translation>
    </message>
    <message>
        <source>no-go</source>
        <translation>未就绪</translation>
    </message>
    <message>
        <source>presence check missed</source>
        <translation>抽查未应答</translation>
    </message>
    <message>
        <source>presence check runs</source>
        <translation>抽查中</translation>
    </message>
    <message>
        <source>told {time}  {name}</source>
        <translation>补报 {time}  {name}</translation>
    </message>
    <message>
        <source>{answered} of {all}, closed</source>
        <translation>{answered}/{all} 已答，已结束</translation>
    </message>
    <message>
        <source>{answered} of {all}, {left} s left</source>
        <translation>{answered}/{all} 已答，余 {left} 秒</translation>
    </message>
    <message>
        <source>{shift}: {count} on duty</source>
        <translation>{shift}：在岗 {count} 人</translation>
    </message>
</context>
<context>
    <name>DutySheet</name>
    <message>
        <source>A new note; Enter on a note above: it is done</source>
        <translation>新增备忘；在上方备忘上按 Enter 即办结</translation>
    </message>
    <message>
        <source>Duty</source>
        <translation>值班</translation>
    </message>
    <message>
        <source>In person, with account and password: from now on I am on duty.</source>
        <translation>本人凭账号和口令签到：自此在岗。</translation>
    </message>
    <message>
        <source>No notes.</source>
        <translation>无备忘。</translation>
    </message>
    <message>
        <source>Nobody is on duty.</source>
        <translation>无人在岗。</translation>
    </message>
    <message>
        <source>Notes for this shift and the next</source>
        <translation>本班与下一班备忘</translation>
    </message>
    <message>
        <source>On duty and planned</source>
        <translation>在岗与排班</translation>
    </message>
    <message>
        <source>Sign off: I have been relieved</source>
        <translation>签退：已有人接替</translation>
    </message>
    <message>
        <source>Sign on</source>
        <translation>签到</translation>
    </message>
</context>
<context>
    <name>EvidenceFeature</name>
    <message>
        <source>Snapshot kept: {file}</source>
        <translation>截图已留存：{file}</translation>
    </message>
    <message>
        <source>There is no picture of {camera} to keep.</source>
        <translation>{camera} 没有可留存的画面。</translation>
    </message>
</context>
<context>
    <name>FavouritesFeature</name>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
</context>
<context>
    <name>FilterChips</name>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>Go to the top (Home)</source>
        <translation>回到顶部（Home）</translation>
    </message>
    <message>
        <source>Hidden {count}</source>
        <translation>隐藏 {count}</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>本席</translation>
    </message>
    <message>
        <source>Show all alarms (U)</source>
        <translation>显示全部告警（U）</translation>
    </message>
    <message>
        <source>Show only what lies at my desk and in my areas, or all (D)</source>
        <translation>只看本席位、本辖区的告警，或全部（D）</translation>
    </message>
    <message>
        <source>Show shelved, suppressed and out of service alarms (H)</source>
        <translation>显示已搁置、已抑制和停用的告警（H）</translation>
    </message>
    <message>
        <source>Show unacknowledged alarms (U)</source>
        <translation>只看未确认告警（U）</translation>
    </message>
    <message>
        <source>Unacked {count}</source>
        <translation>未确认 {count}</translation>
    </message>
    <message>
        <source>over {count} above</source>
        <translation>上方超过 {count} 条</translation>
    </message>
    <message>
        <source>{count} above</source>
        <translation>上方 {count}</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>From</source>
        <translation>起</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Person or source</source>
        <translation>人员或数据源</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>席位</translation>
    </message>
    <message>
        <source>To</source>
        <translation>止</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
</context>
<context>
    <name>ForgetForm</name>
    <message>
        <source>Remove it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove preset {number}, {name}?</source>
        <translation>删除预置位 {number} {name}？</translation>
    </message>
</context>
<context>
    <name>ForwardForm</name>
    <message>
        <source>Forward</source>
        <translation>转交</translation>
    </message>
    <message>
        <source>Forward to</source>
        <translation>转交给</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>FoundFeature</name>
    <message>
        <source>What was found at {camera} was not raised.</source>
        <translation>{camera} 的发现未能上报。</translation>
    </message>
</context>
<context>
    <name>FoundForm</name>
    <message>
        <source>Found</source>
        <translation>发现</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Raise an alarm</source>
        <translation>上报告警</translation>
    </message>
</context>
<context>
    <name>GridBar</name>
    <message>
        <source>bookmark</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>enlarged, Enter returns</source>
        <translation>已放大，Enter 返回</translation>
    </message>
    <message>
        <source>record</source>
        <translation>录像</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>抓拍</translation>
    </message>
    <message>
        <source>stop {time}</source>
        <translation>停止 {time}</translation>
    </message>
    <message>
        <source>zoom ×{scale}, 0 resets</source>
        <translation>放大 ×{scale}，按 0 还原</translation>
    </message>
</context>
<context>
    <name>HandoverFeature</name>
    <message>
        <source>A shift leader begins the handover.</source>
        <translation>由值班长发起交接。</translation>
    </message>
    <message>
        <source>Nobody has signed on yet: F5.</source>
        <translation>尚无人签到：按 F5。</translation>
    </message>
    <message>
        <source>This centre has no plan of shifts: [shifts] in its settings.</source>
        <translation>本中心未设班次：请在设置的 [shifts] 中填写。</translation>
    </message>
    <message>
        <source>{shift}: {count} on duty</source>
        <translation>{shift}：在岗 {count} 人</translation>
    </message>
</context>
<context>
    <name>HandoverSheet</name>
    <message>
        <source>A remark on the selected line, or on the whole</source>
        <translation>对选中行或整体的说明</translation>
    </message>
    <message>
        <source>As it stands now</source>
        <translation>当前情况</translation>
    </message>
    <message>
        <source>Begin: the report is frozen</source>
        <translation>开始交接（冻结报告）</translation>
    </message>
    <message>
        <source>Call off</source>
        <translation>取消交接</translation>
    </message>
    <message>
        <source>Fingerprint {digest}</source>
        <translation>摘要 {digest}</translation>
    </message>
    <message>
        <source>Handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>I hand over this shift as the report says.</source>
        <translation>我按报告所列移交本班。</translation>
    </message>
    <message>
        <source>I have read the report and take over this shift.</source>
        <translation>我已阅读报告并接班。</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>接班</translation>
    </message>
    <message>
        <source>No remarks.</source>
        <translation>无说明。</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>无未办事项。</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>交班</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>What is handed over</source>
        <translation>移交事项</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
    <message>
        <source>Actions that wait here: {count}</source>
        <translation>本席待上报操作：{count}</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>平时</translation>
    </message>
    <message>
        <source>Connecting to the core…</source>
        <translation>正在连接核心…</translation>
    </message>
    <message>
        <source>Core away for {age}: showing the last state</source>
        <translation>核心失联 {age}，显示最后状态</translation>
    </message>
    <message>
        <source>Data {age}</source>
        <translation>数据 {age}</translation>
    </message>
    <message>
        <source>Data {age} old</source>
        <translation>数据 {age}未更新</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>应急</translation>
    </message>
    <message>
        <source>Sources {alive}/{known}</source>
        <translation>数据源 {alive}/{known}</translation>
    </message>
</context>
<context>
    <name>HealthFeature</name>
    <message>
        <source>As of {time}: {reason}</source>
        <translation>截至 {time}：{reason}</translation>
    </message>
    <message>
        <source>Health of the cameras since {time}</source>
        <translation>{time} 以来的摄像机健康状况</translation>
    </message>
</context>
<context>
    <name>HealthModel</name>
    <message>
        <source>Available</source>
        <translation>可用率</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Last picture</source>
        <translation>最近画面</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>观看时长</translation>
    </message>
    <message>
        <source>kbit/s</source>
        <translation>千比特/秒</translation>
    </message>
</context>
<context>
    <name>HealthRows</name>
    <message>
        <source>Health of the cameras</source>
        <translation>摄像机健康</translation>
    </message>
</context>
<context>
    <name>HealthTable</name>
    <message>
        <source>Find cameras</source>
        <translation>查找摄像机</translation>
    </message>
    <message>
        <source>Health of the cameras</source>
        <translation>摄像机健康</translation>
    </message>
    <message>
        <source>No camera has been watched in this time.</source>
        <translation>此时段没有观看过摄像机。</translation>
    </message>
    <message>
        <source>No camera is like that.</source>
        <translation>没有符合条件的摄像机。</translation>
    </message>
    <message>
        <source>in trouble only</source>
        <translation>仅看异常</translation>
    </message>
    <message>
        <source>name or place</source>
        <translation>名称或位置</translation>
    </message>
    <message>
        <source>show the picture</source>
        <translation>查看画面</translation>
    </message>
    <message>
        <source>sort by a column, again: turned round</source>
        <translation>按列排序，再按反序</translation>
    </message>
    <message>
        <source>worst first</source>
        <translation>最差在前</translation>
    </message>
    <message>
        <source>{shown} of {all} · {poor} below {limit}</source>
        <translation>{shown}/{all} 路 · 低于 {limit} 的 {poor} 路</translation>
    </message>
</context>
<context>
    <name>HiddenPage</name>
    <message>
        <source>Shelved, suppressed by rule, out of service</source>
        <translation>搁置、设计抑制与停用</translation>
    </message>
    <message>
        <source>Stale: there for more than a day</source>
        <translation>滞留告警：持续超过一天</translation>
    </message>
</context>
<context>
    <name>HoldForm</name>
    <message>
        <source>Hold it</source>
        <translation>占用</translation>
    </message>
    <message>
        <source>Hold {camera}</source>
        <translation>占用 {camera}</translation>
    </message>
    <message>
        <source>It is held for 1 to {most} minutes.</source>
        <translation>占用时长为 1 至 {most} 分钟。</translation>
    </message>
    <message>
        <source>Minutes from now, 1 to {most}</source>
        <translation>时长（分钟），1 至 {most}</translation>
    </message>
</context>
<context>
    <name>LayoutButton</name>
    <message>
        <source>{count} tiles ({key})</source>
        <translation>{count} 画面 ({key})</translation>
    </message>
</context>
<context>
    <name>LeftClips</name>
    <message>
        <source>A clip that had not been ended is kept: {file}</source>
        <translation>未结束的录像片段已保存：{file}</translation>
    </message>
    <message>
        <source>No clip of {camera}: {reason}</source>
        <translation>没有 {camera} 的录像片段：{reason}</translation>
    </message>
    <message>
        <source>Of a clip of {camera} that had not been ended nothing is left.</source>
        <translation>{camera} 的录像片段未结束，且没有留下任何内容。</translation>
    </message>
</context>
<context>
    <name>LeftOutLine</name>
    <message>
        <source>{count} more alarms, none graver, are not on the map</source>
        <translation>另有 {count} 条级别不更高的告警未上图</translation>
    </message>
</context>
<context>
    <name>LeftRefused</name>
    <message>
        <source>A clip of {camera} is removed: the centre has refused it.</source>
        <translation>{camera} 的一段录像已删除：中心未予接受。</translation>
    </message>
    <message>
        <source>A snapshot of {camera} is removed: the centre has refused it.</source>
        <translation>{camera} 的一张抓拍已删除：中心未予接受。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Forces</source>
        <translation>力量</translation>
    </message>
</context>
<context>
    <name>LinkageView</name>
    <message>
        <source>Last run: {summary}</source>
        <translation>上次联动：{summary}</translation>
    </message>
    <message>
        <source>Linkage started</source>
        <translation>联动已启动</translation>
    </message>
    <message>
        <source>Linkage: {title}</source>
        <translation>联动&#x3000;{title}</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>未启动</translation>
    </message>
    <message>
        <source>One-key linkage</source>
        <translation>一键联动</translation>
    </message>
    <message>
        <source>One-key linkage: {title}</source>
        <translation>一键联动&#x3000;{title}</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Select an alarm to see what one key would do</source>
        <translation>选中告警，预览一键联动的动作</translation>
    </message>
    <message>
        <source>Sent, waiting for the core: {time}</source>
        <translation>已发出，等待核心 {time}</translation>
    </message>
    <message>
        <source>Started {time}</source>
        <translation>{time} 启动</translation>
    </message>
    <message>
        <source>answered {done}/{all}</source>
        <translation>已应答 {done}/{all}</translation>
    </message>
    <message>
        <source>failed {count}</source>
        <translation>失败 {count}</translation>
    </message>
    <message>
        <source>unknown {count}</source>
        <translation>未知 {count}</translation>
    </message>
    <message>
        <source>{key} starts it again; a step counts as done when it has answered</source>
        <translation>按 {key} 再次启动；收到应答才算完成</translation>
    </message>
    <message>
        <source>{key} starts it; a step counts as done when it has answered</source>
        <translation>按 {key} 启动；收到应答才算完成</translation>
    </message>
</context>
<context>
    <name>MapBarsFeature</name>
    <message>
        <source>Cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Grid cells</source>
        <translation>单元网格</translation>
    </message>
    <message>
        <source>Roads</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>Streets and towns</source>
        <translation>街镇</translation>
    </message>
</context>
<context>
    <name>MapBottomBar</name>
    <message>
        <source>Data {age}</source>
        <translation>数据 {age}</translation>
    </message>
    <message>
        <source>Data {age} old</source>
        <translation>数据 {age}未更新</translation>
    </message>
</context>
<context>
    <name>MapFeature</name>
    <message>
        <source>The core is away: this is the last state.</source>
        <translation>核心失联，地图为最后状态</translation>
    </message>
</context>
<context>
    <name>MapNotice</name>
    <message>
        <source>Alarms and video carry on meanwhile.</source>
        <translation>告警和视频不受影响</translation>
    </message>
    <message>
        <source>It tries again by itself.</source>
        <translation>系统会自动重试</translation>
    </message>
    <message>
        <source>Missing:</source>
        <translation>缺少：</translation>
    </message>
    <message>
        <source>Run “make setup” on this machine.</source>
        <translation>请在本机运行 make setup</translation>
    </message>
    <message>
        <source>The district&apos;s map data is missing</source>
        <translation>缺少辖区地图数据</translation>
    </message>
    <message>
        <source>The map cannot be drawn</source>
        <translation>地图无法显示</translation>
    </message>
    <message>
        <source>The map does not start</source>
        <translation>地图未能启动</translation>
    </message>
    <message>
        <source>The map is not installed</source>
        <translation>地图组件未安装</translation>
    </message>
    <message>
        <source>The map is restarting</source>
        <translation>地图正在重启</translation>
    </message>
    <message>
        <source>There is no WebGL 2 here. Install a graphics driver, or start with software drawing.</source>
        <translation>本机不支持 WebGL 2，请安装显卡驱动，或改用软件渲染启动</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>Loading the map…</source>
        <translation>地图加载中…</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Schematic, not a survey</source>
        <translation>示意图，非测绘成果</translation>
    </message>
    <message>
        <source>The map was not started</source>
        <translation>地图未启动</translation>
    </message>
    <message>
        <source>browser sandbox off</source>
        <translation>浏览器沙箱已关闭</translation>
    </message>
</context>
<context>
    <name>MiniScreens</name>
    <message>
        <source>Map at the alarm</source>
        <translation>地图定位告警</translation>
    </message>
    <message>
        <source>Whole district</source>
        <translation>全区</translation>
    </message>
    <message>
        <source>no alarm on the wall</source>
        <translation>未投放告警</translation>
    </message>
</context>
<context>
    <name>NoteForm</name>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Acknowledge {count} alarms</source>
        <translation>确认 {count} 条告警</translation>
    </message>
    <message>
        <source>It is</source>
        <translation>情况</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>a false alarm</source>
        <translation>误报</translation>
    </message>
    <message>
        <source>a true alarm</source>
        <translation>属实</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>{count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
</context>
<context>
    <name>OutlookLine</name>
    <message>
        <source>{count} not acknowledged</source>
        <translation>{count} 条未确认</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>- - 1 very likely acceptable, 2 manageable, more than 10 a flood</source>
        <translation>虚线：1 很可能可接受，2 可应对，超过 10 即告警风暴</translation>
    </message>
    <message>
        <source>Acknowledged within</source>
        <translation>确认用时分布</translation>
    </message>
    <message>
        <source>Calls by priority</source>
        <translation>提示的级别分布</translation>
    </message>
    <message>
        <source>Calls in each 10 minutes</source>
        <translation>每 10 分钟提示数</translation>
    </message>
</context>
<context>
    <name>Pad</name>
    <message>
        <source>Focus</source>
        <translation>聚焦</translation>
    </message>
    <message>
        <source>Iris</source>
        <translation>光圈</translation>
    </message>
    <message>
        <source>Move the camera</source>
        <translation>云台控制</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>变倍</translation>
    </message>
    <message>
        <source>down</source>
        <translation>下</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>left and down</source>
        <translation>左下</translation>
    </message>
    <message>
        <source>left and up</source>
        <translation>左上</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>right and down</source>
        <translation>右下</translation>
    </message>
    <message>
        <source>right and up</source>
        <translation>右上</translation>
    </message>
    <message>
        <source>up</source>
        <translation>上</translation>
    </message>
</context>
<context>
    <name>PageKeeper</name>
    <message>
        <source>No picture within {seconds} s.</source>
        <translation>{seconds} 秒内无画面</translation>
    </message>
    <message>
        <source>The page could not be loaded.</source>
        <translation>页面加载失败</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>{age} old</source>
        <translation>{age}未更新</translation>
    </message>
</context>
<context>
    <name>PresenceCard</name>
    <message>
        <source>Number of the presence check</source>
        <translation>在岗抽查号码</translation>
    </message>
    <message>
        <source>Presence check for {person}: type the number</source>
        <translation>在岗抽查 {person}：请输入号码</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>余 {time}</translation>
    </message>
</context>
<context>
    <name>PresetForm</name>
    <message>
        <source>1 to 9 are keys that turn the camera there.</source>
        <translation>编号 1 至 9 可按数字键直接调用。</translation>
    </message>
    <message>
        <source>In place of preset {number}, {name}.</source>
        <translation>将替换预置位 {number} {name}。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep where {camera} looks now</source>
        <translation>保存 {camera} 的当前位置</translation>
    </message>
    <message>
        <source>Name, may be empty</source>
        <translation>名称，可不填</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>The number is one from 1 to {most}.</source>
        <translation>编号为 1 至 {most}。</translation>
    </message>
</context>
<context>
    <name>PtzFeature</name>
    <message>
        <source>{position} · {age} s old</source>
        <translation>{position} · {age} 秒前</translation>
    </message>
</context>
<context>
    <name>PtzForms</name>
    <message>
        <source>The core has not answered: it is not known whether this was done.</source>
        <translation>核心未应答，不确定是否已执行。</translation>
    </message>
</context>
<context>
    <name>PtzPanel</name>
    <message>
        <source>Free: the first move takes it</source>
        <translation>空闲：操作即占用</translation>
    </message>
    <message>
        <source>Give back (T)</source>
        <translation>释放 (T)</translation>
    </message>
    <message>
        <source>Held by {name}</source>
        <translation>{name} 正在控制</translation>
    </message>
    <message>
        <source>Held by {name} until {time}</source>
        <translation>{name} 控制至 {time}</translation>
    </message>
    <message>
        <source>Hold (T)</source>
        <translation>占用 (T)</translation>
    </message>
    <message>
        <source>Keep where the camera looks now</source>
        <translation>将摄像机当前位置存为预置位</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>云台</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预置位</translation>
    </message>
    <message>
        <source>Select a camera.</source>
        <translation>请选择摄像机。</translation>
    </message>
    <message>
        <source>Speed of moving</source>
        <translation>云台速度</translation>
    </message>
    <message>
        <source>Take over (T)</source>
        <translation>接管 (T)</translation>
    </message>
    <message>
        <source>There are none.</source>
        <translation>无。</translation>
    </message>
    <message>
        <source>This camera cannot be moved.</source>
        <translation>此摄像机无云台。</translation>
    </message>
    <message>
        <source>Wiper (W)</source>
        <translation>雨刷 (W)</translation>
    </message>
    <message>
        <source>You hold it</source>
        <translation>由您控制</translation>
    </message>
    <message>
        <source>You hold it until {time}</source>
        <translation>由您控制至 {time}</translation>
    </message>
    <message>
        <source>Your position does not move cameras.</source>
        <translation>您的岗位不能操作云台。</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>hold for… (D)</source>
        <translation>占用时长… (D)</translation>
    </message>
    <message>
        <source>keep (K)</source>
        <translation>保存 (K)</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>remove (Del)</source>
        <translation>删除 (Del)</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>慢</translation>
    </message>
</context>
<context>
    <name>PurposeFeature</name>
    <message>
        <source>The core has not answered: it is not known whether this was done.</source>
        <translation>核心未应答，不确定是否已执行。</translation>
    </message>
    <message>
        <source>a report by telephone</source>
        <translation>电话报告</translation>
    </message>
    <message>
        <source>an alarm nearby</source>
        <translation>附近告警</translation>
    </message>
    <message>
        <source>check of the camera</source>
        <translation>检查摄像机</translation>
    </message>
    <message>
        <source>patrol as scheduled</source>
        <translation>例行巡查</translation>
    </message>
</context>
<context>
    <name>PurposeForm</name>
    <message>
        <source>In words</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Say in words what it is for.</source>
        <translation>请说明用途。</translation>
    </message>
    <message>
        <source>Show the picture</source>
        <translation>查看画面</translation>
    </message>
    <message>
        <source>This camera is restricted. What you look for is recorded with your name.</source>
        <translation>此摄像机受限，查看用途将与您的姓名一并记录。</translation>
    </message>
    <message>
        <source>another one, in words</source>
        <translation>其他（请说明）</translation>
    </message>
</context>
<context>
    <name>Quality</name>
    <message>
        <source>Beyond the limits</source>
        <translation>超出限值</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>提示数</translation>
    </message>
    <message>
        <source>Most in 10 minutes</source>
        <translation>10 分钟最多</translation>
    </message>
    <message>
        <source>Per 10 minutes</source>
        <translation>每 10 分钟</translation>
    </message>
    <message>
        <source>Time in flood</source>
        <translation>风暴时间占比</translation>
    </message>
    <message>
        <source>at most {limit}</source>
        <translation>至多 {limit}</translation>
    </message>
    <message>
        <source>occurred {count} times</source>
        <translation>发生 {count} 次</translation>
    </message>
    <message>
        <source>of {count} figures</source>
        <translation>共 {count} 项指标</translation>
    </message>
    <message>
        <source>still</source>
        <translation>仍在</translation>
    </message>
    <message>
        <source>{count} floods</source>
        <translation>风暴 {count} 次</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
    <message>
        <source>{shown} of {count}</source>
        <translation>前 {shown} 项，共 {count} 项</translation>
    </message>
</context>
<context>
    <name>QualityFeature</name>
    <message>
        <source>Everybody&apos;s queue</source>
        <translation>总台</translation>
    </message>
    <message>
        <source>Less than 30 days: the verdicts are indicative.</source>
        <translation>不足 30 天，结论仅供参考。</translation>
    </message>
    <message>
        <source>The core works it out…</source>
        <translation>核心正在统计…</translation>
    </message>
    <message>
        <source>The journal begins later: measured since {time}. The verdicts are indicative.</source>
        <translation>日志自 {time} 起，仅统计此后数据；结论仅供参考。</translation>
    </message>
    <message>
        <source>There is more than can be read at once: measured since {time} only.</source>
        <translation>日志过多，一次未能读完：仅统计 {time} 以来的数据。</translation>
    </message>
    <message>
        <source>Whole centre</source>
        <translation>全中心</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
</context>
<context>
    <name>QualitySheet</name>
    <message>
        <source>1 h</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>8 h</source>
        <translation>8 小时</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Quality of the alarms</source>
        <translation>告警质量</translation>
    </message>
    <message>
        <source>Stale and hidden</source>
        <translation>滞留与隐藏</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>指标与结论</translation>
    </message>
    <message>
        <source>Worst</source>
        <translation>重点告警</translation>
    </message>
</context>
<context>
    <name>QueueDelegate</name>
    <message>
        <source>Jiangbeicheng</source>
        <translation>江北城街道</translation>
    </message>
    <message>
        <source>{name} looks</source>
        <translation>{name}在看</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>余 {time}</translation>
    </message>
</context>
<context>
    <name>RecordFeature</name>
    <message>
        <source>{count} entries of {size}</source>
        <translation>{count} 条，全部 {size} 条</translation>
    </message>
    <message>
        <source>{count} entries; the index has read {searched} of {size}</source>
        <translation>{count} 条；索引已读 {searched}/{size}</translation>
    </message>
    <message>
        <source>{text} is no time: 11-22 08:00, 08:00 or 2026-11-22 are.</source>
        <translation>{text} 不是时间：可写 11-22 08:00、08:00 或 2026-11-22。</translation>
    </message>
</context>
<context>
    <name>RecordSheet</name>
    <message>
        <source>Enter searches; without words the newest entries are shown.</source>
        <translation>按 Enter 查询；不填条件则显示最新记录。</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>查询结果</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有符合的记录。</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>审计记录</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>查询中…</translation>
    </message>
    <message>
        <source>Select a line to see its whole story.</source>
        <translation>选中一行即显示其全过程。</translation>
    </message>
    <message>
        <source>Story</source>
        <translation>全过程</translation>
    </message>
    <message>
        <source>This entry stands alone.</source>
        <translation>该记录无关联过程。</translation>
    </message>
    <message>
        <source>step from the time or shift in From</source>
        <translation>从“起”中的时间或班次回放</translation>
    </message>
    <message>
        <source>step on from the line</source>
        <translation>从该条逐条回放</translation>
    </message>
    <message>
        <source>story of the shift</source>
        <translation>班次经过</translation>
    </message>
</context>
<context>
    <name>RollCallPanel</name>
    <message>
        <source>Ask all</source>
        <translation>点名</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>No roll call yet; a shift leader starts one.</source>
        <translation>尚未点名；由值班长发起。</translation>
    </message>
    <message>
        <source>No-go</source>
        <translation>未就绪</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Question to all positions</source>
        <translation>向各岗位提问</translation>
    </message>
    <message>
        <source>Remark (needed for no-go)</source>
        <translation>说明（未就绪必填）</translation>
    </message>
    <message>
        <source>Roll call</source>
        <translation>点名</translation>
    </message>
</context>
<context>
    <name>RoundReport</name>
    <message>
        <source>Skipped</source>
        <translation>跳过的摄像机</translation>
    </message>
    <message>
        <source>round {number}: {count} of {all}</source>
        <translation>第 {number} 轮：{count}/{all}</translation>
    </message>
</context>
<context>
    <name>SeekLine</name>
    <message>
        <source>Find alarms</source>
        <translation>查找告警</translation>
    </message>
    <message>
        <source>words of the alarm, place, device, id</source>
        <translation>告警、地点、设备、编号中的词</translation>
    </message>
    <message>
        <source>{count} found</source>
        <translation>找到 {count} 条</translation>
    </message>
</context>
<context>
    <name>SharesPlot</name>
    <message>
        <source>The line is what ISA-18.2 wants: &lt; 1 %, 5 %, 15 %, 80 %</source>
        <translation>竖线为 ISA-18.2 目标：&lt;1%、5%、15%、80%</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ShelveForm</name>
    <message>
        <source>Because</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Say in words what the other reason is.</source>
        <translation>选“其他”时请写明原因。</translation>
    </message>
    <message>
        <source>Shelve</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Shelve for</source>
        <translation>搁置多久</translation>
    </message>
</context>
<context>
    <name>SignTile</name>
    <message>
        <source>No data yet</source>
        <translation>暂无数据</translation>
    </message>
</context>
<context>
    <name>SigningCard</name>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>动态码</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签字</translation>
    </message>
</context>
<context>
    <name>SoundBar</name>
    <message>
        <source>Mute {left}</source>
        <translation>静音 {left}</translation>
    </message>
    <message>
        <source>Mute {left} · {count} new</source>
        <translation>静音 {left} · 新告警 {count} 条</translation>
    </message>
    <message>
        <source>No sound</source>
        <translation>无声音</translation>
    </message>
    <message>
        <source>Plays the four sounds of this desk ({key})</source>
        <translation>依次播放本席的四种告警声（{key}）</translation>
    </message>
    <message>
        <source>Sound off</source>
        <translation>声音已关闭</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>声音正常</translation>
    </message>
    <message>
        <source>Sound…</source>
        <translation>声音检测中…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>试音</translation>
    </message>
    <message>
        <source>Test: {name}</source>
        <translation>试音：{name}</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Away</source>
        <translation>失联</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>积压</translation>
    </message>
    <message>
        <source>In doubt</source>
        <translation>待核实</translation>
    </message>
    <message>
        <source>It has begun a new log without ending the last one.</source>
        <translation>该数据源未结束原日志即重新编号。</translation>
    </message>
    <message>
        <source>It has lost events.</source>
        <translation>该数据源丢失了事件。</translation>
    </message>
    <message>
        <source>Its alarms are not confirmed until it has reported them anew.</source>
        <translation>其告警在重报完成前均为待核实。</translation>
    </message>
    <message>
        <source>Its log ends before what was taken in.</source>
        <translation>该数据源的日志止于已接收的事件之前。</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Losing</source>
        <translation>丢数</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>未接入</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>被拒</translation>
    </message>
    <message>
        <source>Unread</source>
        <translation>有隔离</translation>
    </message>
    <message>
        <source>events lost</source>
        <translation>丢失事件</translation>
    </message>
    <message>
        <source>last word {age}</source>
        <translation>最近消息 {age}</translation>
    </message>
    <message>
        <source>log went back</source>
        <translation>日志回退</translation>
    </message>
    <message>
        <source>new log</source>
        <translation>重新编号</translation>
    </message>
    <message>
        <source>reporting anew</source>
        <translation>重报中</translation>
    </message>
    <message>
        <source>{count} behind</source>
        <translation>积压 {count}</translation>
    </message>
    <message>
        <source>{count} dropped</source>
        <translation>丢弃 {count}</translation>
    </message>
    <message>
        <source>{count} in quarantine</source>
        <translation>隔离 {count}</translation>
    </message>
    <message>
        <source>{count} refused</source>
        <translation>拒收 {count}</translation>
    </message>
    <message>
        <source>{count} taken in</source>
        <translation>已接收 {count}</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 条待处理</translation>
    </message>
    <message>
        <source>{rate}/s</source>
        <translation>{rate}/秒</translation>
    </message>
</context>
<context>
    <name>SourcesView</name>
    <message>
        <source>No sources are configured</source>
        <translation>未配置数据源</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>数据源</translation>
    </message>
</context>
<context>
    <name>StepFeature</name>
    <message>
        <source>The record has no entry there.</source>
        <translation>该处没有记录。</translation>
    </message>
    <message>
        <source>There is no such entry after this one.</source>
        <translation>此后没有这样的记录。</translation>
    </message>
    <message>
        <source>There is no such entry before this one.</source>
        <translation>此前没有这样的记录。</translation>
    </message>
    <message>
        <source>entry {seq} of {size}</source>
        <translation>第 {seq} 条，共 {size} 条</translation>
    </message>
</context>
<context>
    <name>StepRow</name>
    <message>
        <source>Answered</source>
        <translation>已应答</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>No answer, {time} overdue</source>
        <translation>未应答，超时 {time}</translation>
    </message>
    <message>
        <source>Unknown: no answer</source>
        <translation>未知：未应答</translation>
    </message>
    <message>
        <source>Waiting, {time} left</source>
        <translation>等待应答，余 {time}</translation>
    </message>
</context>
<context>
    <name>StepView</name>
    <message>
        <source>10 min</source>
        <translation>10 分钟</translation>
    </message>
    <message>
        <source>As it was then</source>
        <translation>当时状况</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>逐条回放</translation>
    </message>
    <message>
        <source>back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>entry</source>
        <translation>逐条</translation>
    </message>
    <message>
        <source>first, last</source>
        <translation>首条、末条</translation>
    </message>
    <message>
        <source>important</source>
        <translation>重要条目</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
</context>
<context>
    <name>TakenPlot</name>
    <message>
        <source>Nothing was acknowledged.</source>
        <translation>无确认。</translation>
    </message>
</context>
<context>
    <name>TenureActions</name>
    <message>
        <source>Ask for it</source>
        <translation>索要</translation>
    </message>
    <message>
        <source>Forward…</source>
        <translation>转交…</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>Give it</source>
        <translation>让出</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>不让</translation>
    </message>
    <message>
        <source>Take</source>
        <translation>接手</translation>
    </message>
</context>
<context>
    <name>TogetherFeature</name>
    <message>
        <source>None of these alarms waits for an acknowledgement</source>
        <translation>所选告警均无需确认</translation>
    </message>
    <message>
        <source>{count} alarms acknowledged</source>
        <translation>已确认 {count} 条告警</translation>
    </message>
    <message>
        <source>{count} of {all} alarms were not acknowledged. The first: {why}</source>
        <translation>{all} 条告警中有 {count} 条未能确认。首条：{why}</translation>
    </message>
</context>
<context>
    <name>TourBar</name>
    <message>
        <source>No camera of this tour gives a picture</source>
        <translation>本轮巡所有摄像机均无画面</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Tour</source>
        <translation>轮巡</translation>
    </message>
    <message>
        <source>back</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>found something</source>
        <translation>发现问题</translation>
    </message>
    <message>
        <source>go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>held · other cameras are in the tiles</source>
        <translation>已暂停 · 宫格中为其他摄像机</translation>
    </message>
    <message>
        <source>hold</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>waits until the pictures are to be seen</source>
        <translation>等待返回画面后继续</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at}/{count} 路</translation>
    </message>
    <message>
        <source>{camera} · held</source>
        <translation>{camera} · 已暂停</translation>
    </message>
    <message>
        <source>{camera} · next in {seconds} s</source>
        <translation>{camera} · {seconds} 秒后切换</translation>
    </message>
    <message>
        <source>{camera} · the next picture is awaited</source>
        <translation>{camera} · 等待下一路画面</translation>
    </message>
</context>
<context>
    <name>TourFeature</name>
    <message>
        <source>End {name} at the wall</source>
        <translation>结束大屏上的 {name}</translation>
    </message>
    <message>
        <source>The tour {name} waits until the video page is open: F8</source>
        <translation>轮巡 {name} 等待打开视频页：F8</translation>
    </message>
    <message>
        <source>{name}, at the wall</source>
        <translation>{name}（大屏）</translation>
    </message>
</context>
<context>
    <name>TourLine</name>
    <message>
        <source>No camera of this tour gives a picture</source>
        <translation>本轮巡所有摄像机均无画面</translation>
    </message>
    <message>
        <source>Tour: {name}</source>
        <translation>轮巡：{name}</translation>
    </message>
    <message>
        <source>held</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>第 {at}/{count} 路</translation>
    </message>
</context>
<context>
    <name>TreeFeature</name>
    <message>
        <source>without an area</source>
        <translation>未划区域</translation>
    </message>
</context>
<context>
    <name>VerdictTable</name>
    <message>
        <source>acceptable</source>
        <translation>可接受</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>manageable</source>
        <translation>可应对</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>结论</translation>
    </message>
</context>
<context>
    <name>VerdictsPage</name>
    <message>
        <source>Held against the limits of ISA-18.2 and EEMUA 191</source>
        <translation>对照 ISA-18.2 与 EEMUA 191 限值</translation>
    </message>
</context>
<context>
    <name>VideoGrid</name>
    <message>
        <source>Video tiles</source>
        <translation>视频画面</translation>
    </message>
</context>
<context>
    <name>VideoPage</name>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>enlarge</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>health</source>
        <translation>健康</translation>
    </message>
    <message>
        <source>move</source>
        <translation>云台</translation>
    </message>
    <message>
        <source>select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>wide</source>
        <translation>全宽</translation>
    </message>
    <message>
        <source>zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>VideoPageFeature</name>
    <message>
        <source>No camera near that alarm may be seen here.</source>
        <translation>该告警附近没有可在此查看的摄像机。</translation>
    </message>
    <message>
        <source>What was dropped there is no camera that may be seen here.</source>
        <translation>拖入的不是可在此查看的摄像机。</translation>
    </message>
</context>
<context>
    <name>VideoTile</name>
    <message>
        <source>Address not allowed</source>
        <translation>地址不允许</translation>
    </message>
    <message>
        <source>All streams of this camera are in use</source>
        <translation>摄像机码流路数均已占用</translation>
    </message>
    <message>
        <source>Behind {duration}</source>
        <translation>延迟 {duration}</translation>
    </message>
    <message>
        <source>Being brought back to live</source>
        <translation>正在恢复实时画面</translation>
    </message>
    <message>
        <source>Camera gives no more streams</source>
        <translation>摄像机码流路数已满</translation>
    </message>
    <message>
        <source>Close another one first</source>
        <translation>请先关闭一路</translation>
    </message>
    <message>
        <source>Codec not supported</source>
        <translation>不支持此编码</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>连接中…</translation>
    </message>
    <message>
        <source>Correct it in the camera list</source>
        <translation>请在摄像机清单中更正</translation>
    </message>
    <message>
        <source>Enter: say what for</source>
        <translation>回车：填写事由</translation>
    </message>
    <message>
        <source>Frozen {duration}</source>
        <translation>画面冻结 {duration}</translation>
    </message>
    <message>
        <source>Gone silent</source>
        <translation>摄像机失联</translation>
    </message>
    <message>
        <source>Lost {duration}</source>
        <translation>信号丢失 {duration}</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>摄像机无应答</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>无摄像机</translation>
    </message>
    <message>
        <source>No ffmpeg</source>
        <translation>本机未安装 ffmpeg</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>无画面</translation>
    </message>
    <message>
        <source>No picture sent</source>
        <translation>摄像机无画面</translation>
    </message>
    <message>
        <source>No such stream</source>
        <translation>摄像机无此码流</translation>
    </message>
    <message>
        <source>No video player</source>
        <translation>本机未安装播放组件</translation>
    </message>
    <message>
        <source>Only noise comes</source>
        <translation>码流异常，无法解码</translation>
    </message>
    <message>
        <source>Password refused</source>
        <translation>摄像机拒绝密码</translation>
    </message>
    <message>
        <source>Restricted camera</source>
        <translation>受限摄像机</translation>
    </message>
    <message>
        <source>Set the camera to H.264 or H.265</source>
        <translation>请将摄像机编码改为 H.264 或 H.265</translation>
    </message>
    <message>
        <source>State unknown</source>
        <translation>状态不明</translation>
    </message>
    <message>
        <source>Stream ended</source>
        <translation>摄像机已断流</translation>
    </message>
    <message>
        <source>This is a fault of the program; the log has it</source>
        <translation>程序故障，详见日志</translation>
    </message>
    <message>
        <source>Too many cameras</source>
        <translation>同时打开的摄像机过多</translation>
    </message>
    <message>
        <source>Unchanged for {duration}</source>
        <translation>画面 {duration}未变化</translation>
    </message>
    <message>
        <source>Video is restarting…</source>
        <translation>视频正在重启…</translation>
    </message>
    <message>
        <source>`doctor` names the package</source>
        <translation>运行 doctor 查看所缺软件包</translation>
    </message>
    <message>
        <source>last {time}</source>
        <translation>最后画面 {time}</translation>
    </message>
    <message>
        <source>next try in {seconds} s</source>
        <translation>{seconds} 秒后重试</translation>
    </message>
    <message>
        <source>picture {duration} old</source>
        <translation>画面已过 {duration}</translation>
    </message>
    <message>
        <source>trying again now</source>
        <translation>正在重试</translation>
    </message>
    <message>
        <source>{codec} not supported</source>
        <translation>不支持 {codec} 编码</translation>
    </message>
</context>
<context>
    <name>ViewsLine</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>No view is kept yet</source>
        <translation>尚未保存视图</translation>
    </message>
    <message>
        <source>Unacked</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>Views: press a number</source>
        <translation>视图：按数字键</translation>
    </message>
    <message>
        <source>Views: press a number; there are nine, drop one first</source>
        <translation>视图：按数字键；已有九个，请先删除一个</translation>
    </message>
    <message>
        <source>drop it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>everybody&apos;s</source>
        <translation>全体</translation>
    </message>
    <message>
        <source>keep this view</source>
        <translation>保存当前视图</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>离开</translation>
    </message>
</context>
<context>
    <name>VitalSignsView</name>
    <message>
        <source>No vital signs are configured</source>
        <translation>未配置体征指标</translation>
    </message>
    <message>
        <source>Vital signs</source>
        <translation>城市体征</translation>
    </message>
</context>
<context>
    <name>VitalsFeature</name>
    <message>
        <source>Not acknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>当前告警</translation>
    </message>
    <message>
        <source>People on duty</source>
        <translation>在岗力量</translation>
    </message>
    <message>
        <source>Video playing</source>
        <translation>视频在线</translation>
    </message>
    <message>
        <source>{crews} crews   {out} out</source>
        <translation>队伍 {crews}   出动 {out}</translation>
    </message>
    <message>
        <source>{crews} crews of {all}, {silent} silent   {out} out</source>
        <translation>队伍 {crews}/{all}，{silent} 支失联   出动 {out}</translation>
    </message>
    <message>
        <source>{high} critical and major   {raised} since the start</source>
        <translation>红色橙色 {high}   累计 {raised}</translation>
    </message>
    <message>
        <source>{playing}/{wanted} on this wall   {known} in the list</source>
        <translation>本屏 {playing}/{wanted}   接入 {known}</translation>
    </message>
    <message>
        <source>{returned} of them back to normal</source>
        <translation>其中已恢复 {returned}</translation>
    </message>
</context>
<context>
    <name>Voice</name>
    <message>
        <source>Enter on the texts; A for own words</source>
        <translation>在文字列表上按 Enter；按 A 自行输入</translation>
    </message>
    <message>
        <source>Loudspeaker</source>
        <translation>音柱</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>喊话</translation>
    </message>
    <message>
        <source>You are heard: {time}</source>
        <translation>正在喊话：{time}</translation>
    </message>
    <message>
        <source>hold to talk</source>
        <translation>按住喊话</translation>
    </message>
    <message>
        <source>no live talk here</source>
        <translation>此音柱不支持喊话</translation>
    </message>
    <message>
        <source>own words… (A)</source>
        <translation>自行输入… (A)</translation>
    </message>
    <message>
        <source>{name} is speaking</source>
        <translation>{name} 正在喊话</translation>
    </message>
</context>
<context>
    <name>WallApp</name>
    <message>
        <source>City vital signs</source>
        <translation>城市体征</translation>
    </message>
    <message>
        <source>One map</source>
        <translation>一张图</translation>
    </message>
    <message>
        <source>{district} on one map</source>
        <translation>{district}一张图</translation>
    </message>
</context>
<context>
    <name>WallStripView</name>
    <message>
        <source>Changing…</source>
        <translation>切换中…</translation>
    </message>
    <message>
        <source>Daily view</source>
        <translation>日常画面</translation>
    </message>
    <message>
        <source>No wall connected</source>
        <translation>大屏未连接</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>map not in place</source>
        <translation>地图未到位</translation>
    </message>
    <message>
        <source>{share} pictures</source>
        <translation>画面 {share} 路</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Acked</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>By rule</source>
        <translation>已抑制</translation>
    </message>
    <message>
        <source>Cleared</source>
        <translation>已消除</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Latched</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Major</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>Minor</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>Not confirmed</source>
        <translation>待核实</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Returned</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>Shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>Unacked</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>chattering</source>
        <translation>频繁抖动</translation>
    </message>
    <message>
        <source>faulty</source>
        <translation>设备故障</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>长期滞留</translation>
    </message>
    <message>
        <source>works</source>
        <translation>现场施工</translation>
    </message>
</context>
<context>
    <name>WordsForm</name>
    <message>
        <source>It is spoken at once, and recorded with your name.</source>
        <translation>立即播放，并连同姓名记入日志。</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Say through {name}</source>
        <translation>通过 {name} 播放</translation>
    </message>
    <message>
        <source>Text, as it is to be heard</source>
        <translation>播放内容</translation>
    </message>
    <message>
        <source>That is {count} characters too long: make it shorter.</source>
        <translation>超出 {count} 字，请缩短。</translation>
    </message>
    <message>
        <source>Type what is to be heard.</source>
        <translation>请输入播放内容。</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>alarm quality</source>
        <translation>告警质量</translation>
    </message>
    <message>
        <source>duty</source>
        <translation>值班</translation>
    </message>
    <message>
        <source>handover</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>record</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>sign out</source>
        <translation>退出登录</translation>
    </message>
</context>
<context>
    <name>WorstPage</name>
    <message>
        <source>Alarms that called most</source>
        <translation>提示最多的告警</translation>
    </message>
    <message>
        <source>Chattering: three calls within a minute</source>
        <translation>抖动告警：一分钟内提示三次</translation>
    </message>
    <message>
        <source>Fleeting: gone by itself within a minute</source>
        <translation>瞬时告警：一分钟内自行恢复</translation>
    </message>
    <message>
        <source>No alarm called.</source>
        <translation>无告警提示。</translation>
    </message>
</context>
<context>
    <name>WorstPlot</name>
    <message>
        <source>calls</source>
        <translation>提示数</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>together</source>
        <translation>累计</translation>
    </message>
</context>
<context>
    <name>account</name>
    <message>
        <source>directory</source>
        <translation>目录服务</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>no password</source>
        <translation>无口令</translation>
    </message>
</context>
<context>
    <name>action</name>
    <message>
        <source>account added</source>
        <translation>建立账号</translation>
    </message>
    <message>
        <source>account changed</source>
        <translation>修改账号</translation>
    </message>
    <message>
        <source>account disabled</source>
        <translation>停用账号</translation>
    </message>
    <message>
        <source>account enabled</source>
        <translation>启用账号</translation>
    </message>
    <message>
        <source>acknowledge an alarm</source>
        <translation>确认告警</translation>
    </message>
    <message>
        <source>acknowledgement taken back</source>
        <translation>撤回告警确认</translation>
    </message>
    <message>
        <source>act at a desk</source>
        <translation>席位操作</translation>
    </message>
    <message>
        <source>add a remark to the handover</source>
        <translation>交接班补充</translation>
    </message>
    <message>
        <source>add an account</source>
        <translation>建立账号</translation>
    </message>
    <message>
        <source>add several accounts</source>
        <translation>批量建立账号</translation>
    </message>
    <message>
        <source>administrator recovered</source>
        <translation>管理员口令重置</translation>
    </message>
    <message>
        <source>alarm acknowledged</source>
        <translation>确认告警</translation>
    </message>
    <message>
        <source>alarm asked for</source>
        <translation>告警被索要</translation>
    </message>
    <message>
        <source>alarm called again</source>
        <translation>告警再次提示</translation>
    </message>
    <message>
        <source>alarm escalated</source>
        <translation>告警升级提醒</translation>
    </message>
    <message>
        <source>alarm forwarded</source>
        <translation>告警转交</translation>
    </message>
    <message>
        <source>alarm given back</source>
        <translation>告警放回</translation>
    </message>
    <message>
        <source>alarm kept</source>
        <translation>拒绝让出告警</translation>
    </message>
    <message>
        <source>alarm raised</source>
        <translation>告警发生</translation>
    </message>
    <message>
        <source>alarm repeated</source>
        <translation>告警重复</translation>
    </message>
    <message>
        <source>alarm returned to normal</source>
        <translation>告警恢复</translation>
    </message>
    <message>
        <source>alarm returned to service</source>
        <translation>告警恢复启用</translation>
    </message>
    <message>
        <source>alarm shelved</source>
        <translation>搁置告警</translation>
    </message>
    <message>
        <source>alarm suppressed by a rule</source>
        <translation>规则抑制告警</translation>
    </message>
    <message>
        <source>alarm suppressed no longer</source>
        <translation>告警解除抑制</translation>
    </message>
    <message>
        <source>alarm taken</source>
        <translation>告警接手</translation>
    </message>
    <message>
        <source>alarm taken out of service</source>
        <translation>停用告警</translation>
    </message>
    <message>
        <source>alarm unshelved</source>
        <translation>取消搁置告警</translation>
    </message>
    <message>
        <source>answer the presence check</source>
        <translation>应答抽查</translation>
    </message>
    <message>
        <source>answer the roll call</source>
        <translation>点名应答</translation>
    </message>
    <message>
        <source>answer who asks for an alarm</source>
        <translation>答复索要</translation>
    </message>
    <message>
        <source>approval asked for</source>
        <translation>提请审批</translation>
    </message>
    <message>
        <source>approval given</source>
        <translation>审批同意</translation>
    </message>
    <message>
        <source>approve a request</source>
        <translation>审批同意</translation>
    </message>
    <message>
        <source>ask for an alarm</source>
        <translation>索要告警</translation>
    </message>
    <message>
        <source>ask for approval</source>
        <translation>提请审批</translation>
    </message>
    <message>
        <source>back up the journal</source>
        <translation>日志备份</translation>
    </message>
    <message>
        <source>begin a handover</source>
        <translation>开始交接班</translation>
    </message>
    <message>
        <source>bookmark removed</source>
        <translation>标记已删除</translation>
    </message>
    <message>
        <source>bookmark set</source>
        <translation>标记已设置</translation>
    </message>
    <message>
        <source>break in a seat&apos;s record</source>
        <translation>席位记录不连续</translation>
    </message>
    <message>
        <source>came on duty</source>
        <translation>签到上岗</translation>
    </message>
    <message>
        <source>camera listed</source>
        <translation>摄像机登记</translation>
    </message>
    <message>
        <source>camera moved</source>
        <translation>转动摄像机</translation>
    </message>
    <message>
        <source>camera removed</source>
        <translation>摄像机移除</translation>
    </message>
    <message>
        <source>camera&apos;s moves ended</source>
        <translation>摄像机停止转动</translation>
    </message>
    <message>
        <source>cancel the handover</source>
        <translation>取消交接班</translation>
    </message>
    <message>
        <source>change an account</source>
        <translation>更改账号</translation>
    </message>
    <message>
        <source>change one&apos;s own password</source>
        <translation>修改口令</translation>
    </message>
    <message>
        <source>change the seal key</source>
        <translation>更换封签密钥</translation>
    </message>
    <message>
        <source>clip begun</source>
        <translation>片段开始录制</translation>
    </message>
    <message>
        <source>clip ended</source>
        <translation>片段录制结束</translation>
    </message>
    <message>
        <source>clock stepped</source>
        <translation>时钟跳变</translation>
    </message>
    <message>
        <source>command refused</source>
        <translation>拒绝指令</translation>
    </message>
    <message>
        <source>confirm the recovery of an account</source>
        <translation>确认账号重置</translation>
    </message>
    <message>
        <source>confirm the wall&apos;s picture</source>
        <translation>大屏回报</translation>
    </message>
    <message>
        <source>core resumed</source>
        <translation>核心恢复</translation>
    </message>
    <message>
        <source>core started</source>
        <translation>核心启动</translation>
    </message>
    <message>
        <source>core stopped</source>
        <translation>核心停止</translation>
    </message>
    <message>
        <source>core took the lead</source>
        <translation>核心接管</translation>
    </message>
    <message>
        <source>define a tour</source>
        <translation>定义轮巡</translation>
    </message>
    <message>
        <source>desk locked</source>
        <translation>锁定席位</translation>
    </message>
    <message>
        <source>desk unlocked</source>
        <translation>解锁席位</translation>
    </message>
    <message>
        <source>desks set</source>
        <translation>席位队列设定</translation>
    </message>
    <message>
        <source>device answered</source>
        <translation>设备应答</translation>
    </message>
    <message>
        <source>device let go</source>
        <translation>交还设备控制</translation>
    </message>
    <message>
        <source>device made known</source>
        <translation>设备登记</translation>
    </message>
    <message>
        <source>device ordered</source>
        <translation>向设备下令</translation>
    </message>
    <message>
        <source>device taken hold of</source>
        <translation>取得设备控制</translation>
    </message>
    <message>
        <source>disable an account</source>
        <translation>停用账号</translation>
    </message>
    <message>
        <source>dismiss a quarantined event</source>
        <translation>作废隔离事件</translation>
    </message>
    <message>
        <source>enable an account</source>
        <translation>启用账号</translation>
    </message>
    <message>
        <source>end a clip</source>
        <translation>结束录像片段</translation>
    </message>
    <message>
        <source>end what a tour has found</source>
        <translation>结束轮巡发现</translation>
    </message>
    <message>
        <source>event ignored</source>
        <translation>忽略事件</translation>
    </message>
    <message>
        <source>event kept back by a rule</source>
        <translation>规则暂留事件</translation>
    </message>
    <message>
        <source>event quarantined</source>
        <translation>隔离异常数据</translation>
    </message>
    <message>
        <source>export the record</source>
        <translation>导出日志</translation>
    </message>
    <message>
        <source>favourite cameras kept</source>
        <translation>摄像机收藏分组已保存</translation>
    </message>
    <message>
        <source>filter the alarm queue</source>
        <translation>筛选队列</translation>
    </message>
    <message>
        <source>focus a camera</source>
        <translation>摄像机聚焦</translation>
    </message>
    <message>
        <source>forward an alarm</source>
        <translation>转交告警</translation>
    </message>
    <message>
        <source>give an alarm back</source>
        <translation>放回告警</translation>
    </message>
    <message>
        <source>go off duty</source>
        <translation>签退离岗</translation>
    </message>
    <message>
        <source>go on duty</source>
        <translation>签到上岗</translation>
    </message>
    <message>
        <source>handover begun</source>
        <translation>开始交接班</translation>
    </message>
    <message>
        <source>handover cancelled</source>
        <translation>交接班取消</translation>
    </message>
    <message>
        <source>handover done</source>
        <translation>交接班完成</translation>
    </message>
    <message>
        <source>handover signed</source>
        <translation>交接班签字</translation>
    </message>
    <message>
        <source>hold a tour</source>
        <translation>暂停轮巡</translation>
    </message>
    <message>
        <source>identity checked</source>
        <translation>身份核验通过</translation>
    </message>
    <message>
        <source>join the centre</source>
        <translation>席位接入</translation>
    </message>
    <message>
        <source>journal differs from a witness</source>
        <translation>日志与见证不符</translation>
    </message>
    <message>
        <source>journal restored</source>
        <translation>日志恢复启用</translation>
    </message>
    <message>
        <source>keep a picture</source>
        <translation>留存截图</translation>
    </message>
    <message>
        <source>keep favourite cameras</source>
        <translation>保存摄像机收藏分组</translation>
    </message>
    <message>
        <source>keep views of the queue</source>
        <translation>保存队列视图</translation>
    </message>
    <message>
        <source>key revoked</source>
        <translation>密钥吊销</translation>
    </message>
    <message>
        <source>key trusted</source>
        <translation>密钥信任</translation>
    </message>
    <message>
        <source>latched alarm reset</source>
        <translation>复位锁定告警</translation>
    </message>
    <message>
        <source>let a camera go</source>
        <translation>交还摄像机控制</translation>
    </message>
    <message>
        <source>let a tour go on</source>
        <translation>继续轮巡</translation>
    </message>
    <message>
        <source>let old entries leave the journal</source>
        <translation>审批清理日志</translation>
    </message>
    <message>
        <source>lift a sign-in lock</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>link refused</source>
        <translation>拒绝接入</translation>
    </message>
    <message>
        <source>linkage answered</source>
        <translation>联动应答</translation>
    </message>
    <message>
        <source>lock the desk</source>
        <translation>锁定席位</translation>
    </message>
    <message>
        <source>look at an alarm</source>
        <translation>查看告警</translation>
    </message>
    <message>
        <source>look at earlier alarms</source>
        <translation>查看以往告警</translation>
    </message>
    <message>
        <source>make the desk mute</source>
        <translation>席位静音</translation>
    </message>
    <message>
        <source>mark a note as done</source>
        <translation>事项办结</translation>
    </message>
    <message>
        <source>move a camera</source>
        <translation>操作云台</translation>
    </message>
    <message>
        <source>move the map</source>
        <translation>移动地图</translation>
    </message>
    <message>
        <source>note marked as done</source>
        <translation>事项办结</translation>
    </message>
    <message>
        <source>note written</source>
        <translation>写交班事项</translation>
    </message>
    <message>
        <source>old entries have left the journal</source>
        <translation>清理日志</translation>
    </message>
    <message>
        <source>one-key linkage started</source>
        <translation>启动一键联动</translation>
    </message>
    <message>
        <source>one-time codes set</source>
        <translation>设置验证码</translation>
    </message>
    <message>
        <source>open a camera</source>
        <translation>调看摄像机</translation>
    </message>
    <message>
        <source>password set</source>
        <translation>设置口令</translation>
    </message>
    <message>
        <source>picture kept</source>
        <translation>截图已留存</translation>
    </message>
    <message>
        <source>plan of shifts changed</source>
        <translation>班次计划变更</translation>
    </message>
    <message>
        <source>presence check answered</source>
        <translation>抽查结果</translation>
    </message>
    <message>
        <source>presence check asked</source>
        <translation>在岗抽查</translation>
    </message>
    <message>
        <source>put the wall back to the daily view</source>
        <translation>大屏恢复日常</translation>
    </message>
    <message>
        <source>quarantined event dismissed</source>
        <translation>隔离事件已作废</translation>
    </message>
    <message>
        <source>quarantined event taken in</source>
        <translation>隔离事件已接收</translation>
    </message>
    <message>
        <source>record a clip</source>
        <translation>录制片段</translation>
    </message>
    <message>
        <source>record exported</source>
        <translation>日志导出结果</translation>
    </message>
    <message>
        <source>refuse a request</source>
        <translation>拒绝审批</translation>
    </message>
    <message>
        <source>release somebody from duty</source>
        <translation>准予离岗</translation>
    </message>
    <message>
        <source>remark added to the handover</source>
        <translation>交接班补充</translation>
    </message>
    <message>
        <source>remove a bookmark</source>
        <translation>删除标记</translation>
    </message>
    <message>
        <source>remove a tour</source>
        <translation>删除轮巡</translation>
    </message>
    <message>
        <source>renewed report begun</source>
        <translation>开始重报</translation>
    </message>
    <message>
        <source>renewed report ended</source>
        <translation>重报完成</translation>
    </message>
    <message>
        <source>report how cameras are</source>
        <translation>报告摄像机状态</translation>
    </message>
    <message>
        <source>report taken down</source>
        <translation>记录事件</translation>
    </message>
    <message>
        <source>report the first pictures</source>
        <translation>席位出画面</translation>
    </message>
    <message>
        <source>report the loudspeaker</source>
        <translation>报告扬声器状态</translation>
    </message>
    <message>
        <source>report what a tour has found</source>
        <translation>上报轮巡发现</translation>
    </message>
    <message>
        <source>request for approval ended</source>
        <translation>审批终止</translation>
    </message>
    <message>
        <source>reset a latched alarm</source>
        <translation>复位锁定告警</translation>
    </message>
    <message>
        <source>restricted camera opened</source>
        <translation>受限摄像机已打开</translation>
    </message>
    <message>
        <source>return an alarm to service</source>
        <translation>恢复启用告警</translation>
    </message>
    <message>
        <source>revoke a key</source>
        <translation>吊销密钥</translation>
    </message>
    <message>
        <source>roll call answered</source>
        <translation>点名应答</translation>
    </message>
    <message>
        <source>roll call closed</source>
        <translation>点名结束</translation>
    </message>
    <message>
        <source>roll call started</source>
        <translation>发起点名</translation>
    </message>
    <message>
        <source>rota changed</source>
        <translation>排班</translation>
    </message>
    <message>
        <source>round of a tour</source>
        <translation>轮巡完成一轮</translation>
    </message>
    <message>
        <source>rules forget</source>
        <translation>规则忘却</translation>
    </message>
    <message>
        <source>say a text through a loudspeaker</source>
        <translation>音柱播放文字</translation>
    </message>
    <message>
        <source>seal key taken into use</source>
        <translation>封签密钥启用</translation>
    </message>
    <message>
        <source>search the record</source>
        <translation>查询审计记录</translation>
    </message>
    <message>
        <source>seat joined</source>
        <translation>席位接入</translation>
    </message>
    <message>
        <source>select an alarm</source>
        <translation>选中告警</translation>
    </message>
    <message>
        <source>set a bookmark</source>
        <translation>设置标记</translation>
    </message>
    <message>
        <source>set a camera&apos;s iris</source>
        <translation>调节摄像机光圈</translation>
    </message>
    <message>
        <source>set a person&apos;s password</source>
        <translation>重设口令</translation>
    </message>
    <message>
        <source>set the rota</source>
        <translation>排班</translation>
    </message>
    <message>
        <source>set up one-time codes</source>
        <translation>设置验证码</translation>
    </message>
    <message>
        <source>settle what was missed</source>
        <translation>销项</translation>
    </message>
    <message>
        <source>shelve an alarm</source>
        <translation>搁置告警</translation>
    </message>
    <message>
        <source>sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>sign out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>sign the handover</source>
        <translation>交接班签字</translation>
    </message>
    <message>
        <source>sign-in failed</source>
        <translation>登录失败</translation>
    </message>
    <message>
        <source>sign-in lock lifted</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>sign-in tried too often</source>
        <translation>登录过于频繁</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>source left numbers out</source>
        <translation>数据源漏号</translation>
    </message>
    <message>
        <source>source numbers anew</source>
        <translation>数据源重新编号</translation>
    </message>
    <message>
        <source>source went back</source>
        <translation>数据源回退</translation>
    </message>
    <message>
        <source>start a roll call</source>
        <translation>发起点名</translation>
    </message>
    <message>
        <source>start a tour</source>
        <translation>开始轮巡</translation>
    </message>
    <message>
        <source>start the one-key linkage</source>
        <translation>启动一键联动</translation>
    </message>
    <message>
        <source>state of a camera</source>
        <translation>摄像机状态变化</translation>
    </message>
    <message>
        <source>step ticked off</source>
        <translation>处置要点已勾选</translation>
    </message>
    <message>
        <source>stop a tour</source>
        <translation>停止轮巡</translation>
    </message>
    <message>
        <source>stored password altered</source>
        <translation>口令数据被改动</translation>
    </message>
    <message>
        <source>take an acknowledgement back</source>
        <translation>撤回告警确认</translation>
    </message>
    <message>
        <source>take an alarm</source>
        <translation>接手告警</translation>
    </message>
    <message>
        <source>take an alarm out of service</source>
        <translation>停用告警</translation>
    </message>
    <message>
        <source>take hold of a camera</source>
        <translation>取得摄像机控制</translation>
    </message>
    <message>
        <source>take in a quarantined event again</source>
        <translation>重新接收隔离事件</translation>
    </message>
    <message>
        <source>take one-time codes away</source>
        <translation>取消一次性验证码</translation>
    </message>
    <message>
        <source>talk through a loudspeaker</source>
        <translation>音柱喊话</translation>
    </message>
    <message>
        <source>tick a step off</source>
        <translation>勾选处置要点</translation>
    </message>
    <message>
        <source>tour defined</source>
        <translation>轮巡已定义</translation>
    </message>
    <message>
        <source>tour ended</source>
        <translation>轮巡已结束</translation>
    </message>
    <message>
        <source>tour held or gone on</source>
        <translation>轮巡暂停或继续</translation>
    </message>
    <message>
        <source>tour removed</source>
        <translation>轮巡已删除</translation>
    </message>
    <message>
        <source>tour started</source>
        <translation>轮巡已开始</translation>
    </message>
    <message>
        <source>trust a key</source>
        <translation>信任密钥</translation>
    </message>
    <message>
        <source>try the sounds</source>
        <translation>试听告警声</translation>
    </message>
    <message>
        <source>unlock somebody else&apos;s desk</source>
        <translation>值班长解锁</translation>
    </message>
    <message>
        <source>unlock the desk</source>
        <translation>解锁席位</translation>
    </message>
    <message>
        <source>unshelve an alarm</source>
        <translation>取消搁置告警</translation>
    </message>
    <message>
        <source>use a camera&apos;s preset</source>
        <translation>使用摄像机预置位</translation>
    </message>
    <message>
        <source>use a camera&apos;s wiper</source>
        <translation>使用摄像机雨刷</translation>
    </message>
    <message>
        <source>views of the queue kept</source>
        <translation>队列视图已保存</translation>
    </message>
    <message>
        <source>wall changed</source>
        <translation>大屏切换</translation>
    </message>
    <message>
        <source>wall&apos;s picture confirmed</source>
        <translation>大屏回报</translation>
    </message>
    <message>
        <source>went off duty</source>
        <translation>签退离岗</translation>
    </message>
    <message>
        <source>witness made known</source>
        <translation>见证席位登记</translation>
    </message>
    <message>
        <source>write a note of the shift</source>
        <translation>写交班事项</translation>
    </message>
</context>
<context>
    <name>answer</name>
    <message>
        <source>expired</source>
        <translation>已过时限</translation>
    </message>
    <message>
        <source>failed: this source takes no commands</source>
        <translation>失败：该数据源不接受指令</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>no loudspeaker within 1 km</source>
        <translation>1 km 内无音柱</translation>
    </message>
    <message>
        <source>no such action</source>
        <translation>无此动作</translation>
    </message>
    <message>
        <source>no such device</source>
        <translation>无此设备</translation>
    </message>
    <message>
        <source>nothing to say</source>
        <translation>无播报内容</translation>
    </message>
    <message>
        <source>off</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>on</source>
        <translation>已开启</translation>
    </message>
    <message>
        <source>too many devices here, the others are not started</source>
        <translation>此处设备过多，其余未启动</translation>
    </message>
    <message>
        <source>unknown: the source cannot write its outbox</source>
        <translation>未知：数据源无法写入发件箱</translation>
    </message>
    <message>
        <source>unknown: the source stopped while acting</source>
        <translation>未知：数据源执行中停止</translation>
    </message>
</context>
<context>
    <name>check</name>
    <message>
        <source>asked</source>
        <translation>待应答</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>excused</source>
        <translation>免查</translation>
    </message>
    <message>
        <source>late</source>
        <translation>迟答</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>已销项</translation>
    </message>
</context>
<context>
    <name>cli</name>
    <message>
        <source>   the auditor: a look at the record</source>
        <translation>   审计员：查阅记录</translation>
    </message>
    <message>
        <source>   the daily report</source>
        <translation>   生成日报</translation>
    </message>
    <message>
        <source>   the officer: Home, Enter, F1</source>
        <translation>   值班员按键：Home、Enter、F1</translation>
    </message>
    <message>
        <source>   the officers: a video tour, held, and a camera moved</source>
        <translation>   值班员：视频轮巡，暂停并转动一台摄像机</translation>
    </message>
    <message>
        <source>   the officers: signed on for duty, one after the other</source>
        <translation>   值班员：逐一签到上岗</translation>
    </message>
    <message>
        <source>   the officers: the desk locked and unlocked</source>
        <translation>   值班员：席位锁定与解锁</translation>
    </message>
    <message>
        <source>   the officers: the shift handed over</source>
        <translation>   值班员：交接班</translation>
    </message>
    <message>
        <source>   {name} signs in at the desk</source>
        <translation>   {name} 登录值班席</translation>
    </message>
    <message>
        <source>  and {count} more</source>
        <translation>  另有 {count} 条</translation>
    </message>
    <message>
        <source>(not confirmed)</source>
        <translation>（待核实）</translation>
    </message>
    <message>
        <source>ALTERED</source>
        <translation>已被改动</translation>
    </message>
    <message>
        <source>Agreed, and done: what {account} has asked for.</source>
        <translation>已同意，{account} 提出的操作已执行。</translation>
    </message>
    <message>
        <source>Agreed: entries {first} to {last} may leave the journal.</source>
        <translation>已同意：条目 {first} 至 {last} 可移出日志。</translation>
    </message>
    <message>
        <source>Alarms: {open} open, {unacknowledged} of them not acknowledged</source>
        <translation>告警：当前 {open} 条，其中未确认 {unacknowledged} 条</translation>
    </message>
    <message>
        <source>All screens show their first pictures after {seconds} s</source>
        <translation>{seconds} 秒后各屏均已出画面</translation>
    </message>
    <message>
        <source>An auditor agrees within two minutes: audit prune agree {file} --as ACCOUNT</source>
        <translation>审计管理员须在两分钟内同意：audit prune agree {file} --as ACCOUNT</translation>
    </message>
    <message>
        <source>An auditor or a system administrator does so within two minutes: people agree {number} --as ACCOUNT</source>
        <translation>请审计管理员或系统管理员在两分钟内同意：people agree {number} --as 账号</translation>
    </message>
    <message>
        <source>Asked. Nothing has changed yet: a second person has to agree.</source>
        <translation>已提出，尚未改变：须另一人同意。</translation>
    </message>
    <message>
        <source>Asked: entries {first} to {last} are to leave the journal.</source>
        <translation>已提出：条目 {first} 至 {last} 将移出日志。</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Cameras from {begins} to {ends}, the worst first</source>
        <translation>摄像机健康度 {begins} 至 {ends}，最差在前</translation>
    </message>
    <message>
        <source>Core: does not answer ({reason})</source>
        <translation>核心：无应答（{reason}）</translation>
    </message>
    <message>
        <source>Core: running since {time}, version {version}</source>
        <translation>核心：{time} 起运行，版本 {version}</translation>
    </message>
    <message>
        <source>Core: stands by since {time}, version {version}</source>
        <translation>核心：自 {time} 起备用，版本 {version}</translation>
    </message>
    <message>
        <source>Derived: {rows} rows, after {size} entries, as the journal makes them.</source>
        <translation>推导数据：{rows} 行（截至 {size} 条），与日志推导一致。</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>已完成。</translation>
    </message>
    <message>
        <source>Drawing the district…</source>
        <translation>正在生成城区…</translation>
    </message>
    <message>
        <source>EVIDENCE [{code}]: {reason}. `audit verify` tells more.</source>
        <translation>证据有问题 [{code}]：{reason}。详见 `audit verify`。</translation>
    </message>
    <message>
        <source>Evidence: {count} entries, as they were sealed.</source>
        <translation>证据：{count} 条，与封存时一致。</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>From now on the core calls {source} by this key alone, no more by {key}.</source>
        <translation>从现在起，核心只以此密钥连接 {source}，不再使用 {key}。</translation>
    </message>
    <message>
        <source>Give it to the source, restart that, and revoke the old one; or revoke this one.</source>
        <translation>请将它交给数据源并重启数据源，再吊销旧密钥；或吊销此密钥。</translation>
    </message>
    <message>
        <source>In [brackets] the lines of `audit search` end with the ids that there are.</source>
        <translation>`audit search` 各行末尾方括号中即为现有编号。</translation>
    </message>
    <message>
        <source>It holds no private keys: keep the folder keys/ as well.</source>
        <translation>其中不含私钥：请另行保存 keys/ 目录。</translation>
    </message>
    <message>
        <source>Its journal is {journal}. Ctrl+C stops it.</source>
        <translation>日志存于 {journal}。按 Ctrl+C 停止。</translation>
    </message>
    <message>
        <source>Its last {count} bytes are no whole record and are left out.</source>
        <translation>末尾 {count} 字节不是完整记录，已略去。</translation>
    </message>
    <message>
        <source>Journal: {size} entries, root {root}</source>
        <translation>日志：{size} 条，根 {root}</translation>
    </message>
    <message>
        <source>Leads: {leader}, term {epoch}</source>
        <translation>主用：{leader}，第 {epoch} 任期</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>可用率</translation>
    </message>
    <message>
        <source>Made anew from {count} entries.</source>
        <translation>已由 {count} 条日志重建。</translation>
    </message>
    <message>
        <source>Mbit/s</source>
        <translation>兆比特/秒</translation>
    </message>
    <message>
        <source>Newest picture</source>
        <translation>最近画面</translation>
    </message>
    <message>
        <source>No display here: a virtual one with four monitors is {name}</source>
        <translation>本机无显示器，已启动四屏虚拟显示 {name}</translation>
    </message>
    <message>
        <source>Nothing becomes of what {account} has asked for.</source>
        <translation>{account} 提出的操作不予执行。</translation>
    </message>
    <message>
        <source>On duty, {shift}: {people}</source>
        <translation>{shift} 在岗：{people}</translation>
    </message>
    <message>
        <source>Open alarms: {count}</source>
        <translation>当前告警 {count} 条</translation>
    </message>
    <message>
        <source>Playing; Ctrl+C ends it.</source>
        <translation>正在回放；按 Ctrl+C 结束。</translation>
    </message>
    <message>
        <source>Put keys/ and settings.toml there, then start the core. If entries were written after this backup it refuses: core --accept-restored goes on all the same, and the journal says so.</source>
        <translation>把 keys/ 与 settings.toml 放入该处，然后启动核心。若备份之后还写过条目，核心会拒绝启动：core --accept-restored 可继续，日志会如实记载。</translation>
    </message>
    <message>
        <source>Recording into {file}; Ctrl+C ends it.</source>
        <translation>正在录制到 {file}；按 Ctrl+C 结束。</translation>
    </message>
    <message>
        <source>Replay: {centre}</source>
        <translation>回放：{centre}</translation>
    </message>
    <message>
        <source>Restart {seat}: it will trust the next journal that it is shown.</source>
        <translation>请重新启动 {seat}：它将信任下一份出示的日志。</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Running: linkage {run} for alarm {alarm}, since {time}, by {person}</source>
        <translation>进行中：联动 {run}，告警 {alarm}，{time} 由 {person} 启动</translation>
    </message>
    <message>
        <source>Seats: {count}</source>
        <translation>席位：{count}</translation>
    </message>
    <message>
        <source>Source in trouble: {source}; doubt: {doubt}; in quarantine: {count}</source>
        <translation>数据源异常：{source}；存疑：{doubt}；隔离 {count} 条</translation>
    </message>
    <message>
        <source>Sources: {live}/{all}</source>
        <translation>数据源：{live}/{all}</translation>
    </message>
    <message>
        <source>Start it with `core`, or look at its log.</source>
        <translation>用 `core` 启动核心，或查看其日志。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已中止。</translation>
    </message>
    <message>
        <source>The account {account} is changed.</source>
        <translation>账号 {account} 已修改。</translation>
    </message>
    <message>
        <source>The account {account} is disabled.</source>
        <translation>账号 {account} 已停用。</translation>
    </message>
    <message>
        <source>The account {account} is enabled.</source>
        <translation>账号 {account} 已启用。</translation>
    </message>
    <message>
        <source>The account {account} is made.</source>
        <translation>账号 {account} 已建立。</translation>
    </message>
    <message>
        <source>The account {account} may sign in again.</source>
        <translation>账号 {account} 可以重新登录。</translation>
    </message>
    <message>
        <source>The core does not call {source} yet: put it under [[sources]] in {file}.</source>
        <translation>核心尚未接入 {source}：请在 {file} 的 [[sources]] 中加入它。</translation>
    </message>
    <message>
        <source>The core is ready and listens at {endpoint}.</source>
        <translation>核心已就绪，监听 {endpoint}。</translation>
    </message>
    <message>
        <source>The core&apos;s public key: {key}</source>
        <translation>核心公钥：{key}</translation>
    </message>
    <message>
        <source>The day lasts {seconds} s; then the officers take about a minute more</source>
        <translation>模拟的一天为 {seconds} s，其后值班操作约需一分钟</translation>
    </message>
    <message>
        <source>The index is being made: {searched} of {size} entries were looked through.</source>
        <translation>正在建立检索索引：{size} 条中已检索 {searched} 条。</translation>
    </message>
    <message>
        <source>The journal begins with entry {first} now; entry {entry} says so. Keep {file}.</source>
        <translation>日志现自条目 {first} 开始，条目 {entry} 已记载。请妥善保存 {file}。</translation>
    </message>
    <message>
        <source>The journal has been CHANGED.</source>
        <translation>日志已被篡改！</translation>
    </message>
    <message>
        <source>The journal has no entry of {day}: the report is empty.</source>
        <translation>日志中没有 {day} 的任何条目：报告为空。</translation>
    </message>
    <message>
        <source>The journal is intact.</source>
        <translation>日志完整。</translation>
    </message>
    <message>
        <source>The journal is not sealed yet.</source>
        <translation>日志尚未封签。</translation>
    </message>
    <message>
        <source>The journal is now sealed with {key}</source>
        <translation>日志现以 {key} 封签</translation>
    </message>
    <message>
        <source>The journal says nothing of it.</source>
        <translation>日志中没有相关记录。</translation>
    </message>
    <message>
        <source>The journal says so, and an alarm stands until an auditor has confirmed it: people confirm-recovery {account} --as AUDITOR</source>
        <translation>此事已记入日志，告警将持续到审计员确认：people confirm-recovery {account} --as 审计员账号</translation>
    </message>
    <message>
        <source>The old private key is destroyed.</source>
        <translation>旧私钥已销毁。</translation>
    </message>
    <message>
        <source>The old private key is still there: it is destroyed once both places hold the checkpoint.</source>
        <translation>旧私钥尚在：两处均存有检查点后即销毁。</translation>
    </message>
    <message>
        <source>The password of {account} is set.</source>
        <translation>账号 {account} 的口令已设置。</translation>
    </message>
    <message>
        <source>The recorder was not stopped in order: what came last may be missing.</source>
        <translation>录制未正常结束：最后的内容可能缺失。</translation>
    </message>
    <message>
        <source>The recovery of {account} is confirmed.</source>
        <translation>{account} 的重置已确认。</translation>
    </message>
    <message>
        <source>The replay is at its end.</source>
        <translation>回放已结束。</translation>
    </message>
    <message>
        <source>The replay was stopped.</source>
        <translation>回放已停止。</translation>
    </message>
    <message>
        <source>The training core has linked {count} of {total} sources. It is started with</source>
        <translation>训练核心已接入 {count}/{total} 个数据源。启动命令：</translation>
    </message>
    <message>
        <source>The training core has {count} events to take in yet.</source>
        <translation>训练核心还有 {count} 条事件待接收。</translation>
    </message>
    <message>
        <source>There is more: narrow it with --from and --to.</source>
        <translation>还有更多，请用 --from 和 --to 缩小范围。</translation>
    </message>
    <message>
        <source>There is no such entry after this one.</source>
        <translation>此后没有这样的记录。</translation>
    </message>
    <message>
        <source>There is no such entry before this one.</source>
        <translation>此前没有这样的记录。</translation>
    </message>
    <message>
        <source>This core has taken over and leads from now on.</source>
        <translation>本核心已接管，现为主用。</translation>
    </message>
    <message>
        <source>This core stands by: {leader} leads, and it takes over when that one is gone. Ctrl+C stops it.</source>
        <translation>本核心处于备用：现由 {leader} 主用，其退出后由本核心接管。按 Ctrl+C 停止。</translation>
    </message>
    <message>
        <source>This core waits for the database, which cannot say at present who leads. Ctrl+C stops it.</source>
        <translation>本核心正在等待数据库：目前无法得知由谁主用。按 Ctrl+C 停止。</translation>
    </message>
    <message>
        <source>Waiting requests: {count}</source>
        <translation>等待中的请求：{count}</translation>
    </message>
    <message>
        <source>Wall: cameras {cameras}, for alarm {alarm}, version {version}, shown {shown}</source>
        <translation>大屏：摄像机 {cameras}，对应告警 {alarm}，第 {version} 版，已显示第 {shown} 版</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>观看时长</translation>
    </message>
    <message>
        <source>Within a day, with the core stopped: audit prune do {file}</source>
        <translation>一天之内，核心停止后执行：audit prune do {file}</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation>已写入：{file}</translation>
    </message>
    <message>
        <source>an unfinished clip</source>
        <translation>未完成的片段</translation>
    </message>
    <message>
        <source>as recorded</source>
        <translation>与记录一致</translation>
    </message>
    <message>
        <source>back to normal</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>behind, {count} entries unread</source>
        <translation>落后，未读 {count} 条</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>cut off, last word {silent} s ago</source>
        <translation>断线，{silent} 秒前有信号</translation>
    </message>
    <message>
        <source>events lost, its alarms are not confirmed</source>
        <translation>丢失事件，其告警待核实</translation>
    </message>
    <message>
        <source>from entry {entry} on</source>
        <translation>自第 {entry} 条起</translation>
    </message>
    <message>
        <source>log went back, its alarms are not confirmed</source>
        <translation>日志回退，其告警待核实</translation>
    </message>
    <message>
        <source>loudspeaker</source>
        <translation>音柱</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>new log, its alarms are not confirmed</source>
        <translation>重新编号，其告警待核实</translation>
    </message>
    <message>
        <source>not in the journal</source>
        <translation>日志中没有</translation>
    </message>
    <message>
        <source>of which the newest {shown} are shown; --last N shows more. All of them:</source>
        <translation>以上为最新 {shown} 条，--last N 可显示更多。全部按类：</translation>
    </message>
    <message>
        <source>restricted</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>seat {seat} has joined</source>
        <translation>席位 {seat} 已接入</translation>
    </message>
    <message>
        <source>seat {seat} shows its first pictures</source>
        <translation>席位 {seat} 已出画面</translation>
    </message>
    <message>
        <source>the wall turns to the daily view</source>
        <translation>大屏恢复日常画面</translation>
    </message>
    <message>
        <source>the wall turns to {alarm}</source>
        <translation>大屏切换到 {alarm}</translation>
    </message>
    <message>
        <source>told otherwise later</source>
        <translation>后来另有说法</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>witness</source>
        <translation>见证席位</translation>
    </message>
    <message>
        <source>{account} has a new password, to be changed at the first sign-in, and no second factor.</source>
        <translation>{account} 已有新口令，首次登录须修改；原有验证码已取消。</translation>
    </message>
    <message>
        <source>{account} signs in with codes from now on.</source>
        <translation>{account} 今后登录须输入验证码。</translation>
    </message>
    <message>
        <source>{account} signs in without codes.</source>
        <translation>{account} 登录不再需要验证码。</translation>
    </message>
    <message>
        <source>{count} accounts</source>
        <translation>{count} 个账号</translation>
    </message>
    <message>
        <source>{count} accounts are made.</source>
        <translation>已建立 {count} 个账号。</translation>
    </message>
    <message>
        <source>{count} actions wait there for an answer</source>
        <translation>该席位有 {count} 项操作待答复</translation>
    </message>
    <message>
        <source>{count} alarms</source>
        <translation>共 {count} 条告警</translation>
    </message>
    <message>
        <source>{count} cameras</source>
        <translation>{count} 路摄像机</translation>
    </message>
    <message>
        <source>{count} cameras, data in {folder}</source>
        <translation>摄像机 {count} 路，数据目录 {folder}</translation>
    </message>
    <message>
        <source>{count} cannot sign in yet: `people password` sets the first passwords.</source>
        <translation>{count} 人尚不能登录：请用 `people password` 设置初始口令。</translation>
    </message>
    <message>
        <source>{count} done, {refused} refused</source>
        <translation>完成 {count} 条，拒绝 {refused} 条</translation>
    </message>
    <message>
        <source>{count} events in quarantine</source>
        <translation>隔离区有事件 {count} 条</translation>
    </message>
    <message>
        <source>{count} events were gone before they came</source>
        <translation>{count} 条事件在到达前已被清除</translation>
    </message>
    <message>
        <source>{count} in quarantine</source>
        <translation>隔离 {count} 条</translation>
    </message>
    <message>
        <source>{count} of {total} cameras</source>
        <translation>{total} 路摄像机中的 {count} 路</translation>
    </message>
    <message>
        <source>{count} refused</source>
        <translation>拒收 {count} 条</translation>
    </message>
    <message>
        <source>{count} shifts</source>
        <translation>共 {count} 个班次</translation>
    </message>
    <message>
        <source>{count} telemetry values dropped</source>
        <translation>丢弃遥测 {count} 个</translation>
    </message>
    <message>
        <source>{count} tours</source>
        <translation>共 {count} 个轮巡</translation>
    </message>
    <message>
        <source>{done} of {of}</source>
        <translation>已完成 {done}/{of}</translation>
    </message>
    <message>
        <source>{entry}: dismissed</source>
        <translation>{entry}：已作废</translation>
    </message>
    <message>
        <source>{entry}: taken in</source>
        <translation>{entry}：已接收</translation>
    </message>
    <message>
        <source>{events} events, {samples} samples, {size}</source>
        <translation>事件 {events} 条，遥测 {samples} 条，{size}</translation>
    </message>
    <message>
        <source>{file} is right: {event} rules on events, {inhibit} causes, {window} windows</source>
        <translation>{file} 无误：事件规则 {event} 条，因果抑制 {inhibit} 条，检修窗口 {window} 个</translation>
    </message>
    <message>
        <source>{file}: entries {first} to {last}, read back and verified. List {digest}</source>
        <translation>{file}：条目 {first} 至 {last}，已回读并核验。清单 {digest}</translation>
    </message>
    <message>
        <source>{file}: entry {entry} with its proof. Verify it: audit verify --key KEY {file}</source>
        <translation>{file}：第 {entry} 条及其证明。验证：audit verify --key KEY {file}</translation>
    </message>
    <message>
        <source>{file}: the key of {holder}, public key {key}. Hand it over in secret.</source>
        <translation>{file}：{holder} 的密钥，公钥 {key}。请保密移交。</translation>
    </message>
    <message>
        <source>{file}: {centre}, {first} to {last}, {events} events and {samples} samples</source>
        <translation>{file}：{centre}，{first} 至 {last}，事件 {events} 条，遥测 {samples} 条</translation>
    </message>
    <message>
        <source>{file}: {entries} entries. SHA-256 {digest}</source>
        <translation>{file}：{entries} 条日志。SHA-256 {digest}</translation>
    </message>
    <message>
        <source>{file}: {events} events and {samples} samples, {size}. Nothing stays at the sources.</source>
        <translation>{file}：事件 {events} 条，遥测 {samples} 条，{size}。数据源处不留任何痕迹。</translation>
    </message>
    <message>
        <source>{folder} is set up for training. A console for it is started with</source>
        <translation>{folder} 已设置为训练目录。值班席启动命令：</translation>
    </message>
    <message>
        <source>{into}: entries {first} to {last} of {origin}</source>
        <translation>{into}：{origin} 的条目 {first} 至 {last}</translation>
    </message>
    <message>
        <source>{key} is trusted as {holder}.</source>
        <translation>已信任 {key}，持有者 {holder}。</translation>
    </message>
    <message>
        <source>{key} of {holder} is revoked.</source>
        <translation>已吊销 {holder} 的密钥 {key}。</translation>
    </message>
    <message>
        <source>{lag} behind, {rate}/s, last word {silent} s ago</source>
        <translation>积压 {lag}，{rate}/秒，{silent} 秒前有数据</translation>
    </message>
    <message>
        <source>{name} ended with code {code} and is being started again</source>
        <translation>{name} 已退出（代码 {code}），正在重启</translation>
    </message>
    <message>
        <source>{role} {name}: account {account}, password {password}</source>
        <translation>{role} {name}：账号 {account}，口令 {password}</translation>
    </message>
    <message>
        <source>{shown} of {count} entries</source>
        <translation>共 {count} 条，显示 {shown} 条</translation>
    </message>
    <message>
        <source>{state} since {at}, {seat}</source>
        <translation>{state}，自 {at}，{seat}</translation>
    </message>
    <message>
        <source>{table}: nothing can be derived from it: {key}</source>
        <translation>{table}：无法由其推导：{key}</translation>
    </message>
    <message>
        <source>{table}: of another version or another journal; `db rebuild` makes it anew</source>
        <translation>{table}：属于其他版本或其他日志；`db rebuild` 可重建</translation>
    </message>
    <message>
        <source>{table}: the row {key} is missing; `db rebuild` makes it anew</source>
        <translation>{table}：缺少行 {key}；`db rebuild` 可重建</translation>
    </message>
    <message>
        <source>{table}: the row {key} is not what the journal makes of it; `db rebuild` makes it anew</source>
        <translation>{table}：行 {key} 与日志推导不符；`db rebuild` 可重建</translation>
    </message>
    <message>
        <source>{table}: the row {key} should not be there; `db rebuild` makes it anew</source>
        <translation>{table}：不应有行 {key}；`db rebuild` 可重建</translation>
    </message>
    <message>
        <source>{table}: there is nothing; the core makes it when it starts, or `db rebuild`</source>
        <translation>{table}：没有内容；核心启动时会生成，也可用 `db rebuild`</translation>
    </message>
    <message>
        <source>{time}  {events} of {all_events} events, {samples} of {all_samples} samples</source>
        <translation>{time}  事件 {events}/{all_events}，遥测 {samples}/{all_samples}</translation>
    </message>
    <message>
        <source>{watched} cameras were watched, of {listed} on the list</source>
        <translation>清单共 {listed} 路，其中 {watched} 路被观看</translation>
    </message>
    <message>
        <source>{who} acknowledges {alarm}</source>
        <translation>{who} 确认 {alarm}</translation>
    </message>
    <message>
        <source>{who} presses F1 for {alarm}</source>
        <translation>{who} 按 F1，对 {alarm} 一键联动</translation>
    </message>
    <message>
        <source>↓ ↑ entry · → ← important · PgDn PgUp 10 min · Home End first, last · q ends</source>
        <translation>↓ ↑ 逐条 · → ← 重要条目 · PgDn PgUp 10 分钟 · Home End 首末 · q 结束</translation>
    </message>
</context>
<context>
    <name>doctor</name>
    <message>
        <source>A font with Chinese glyphs is installed</source>
        <translation>已安装中文字体</translation>
    </message>
    <message>
        <source>A virtual display can be started where there is no real one (Xvfb)</source>
        <translation>无显示器时可启动虚拟显示（Xvfb）</translation>
    </message>
    <message>
        <source>OpenGL works, on a graphics card or in software</source>
        <translation>OpenGL 可用（显卡或软件）</translation>
    </message>
    <message>
        <source>Python is one of 3.11, 3.12, 3.13</source>
        <translation>Python 版本为 3.11、3.12 或 3.13</translation>
    </message>
    <message>
        <source>Python package {subject} works</source>
        <translation>Python 包 {subject} 可用</translation>
    </message>
    <message>
        <source>Qt can open windows on X11 (xcb platform plugin)</source>
        <translation>Qt 可在 X11 上打开窗口（xcb 插件）</translation>
    </message>
    <message>
        <source>Qt finds its system libraries</source>
        <translation>Qt 所需系统库齐全</translation>
    </message>
    <message>
        <source>SQLite is new enough</source>
        <translation>SQLite 版本满足要求</translation>
    </message>
    <message>
        <source>The data folder can be written</source>
        <translation>数据目录可写</translation>
    </message>
    <message>
        <source>The demo&apos;s cameras can be served (GStreamer&apos;s RTSP server)</source>
        <translation>演示摄像机可供流（GStreamer RTSP 服务）</translation>
    </message>
    <message>
        <source>The demo&apos;s officer can press keys (xdotool)</source>
        <translation>演示可模拟按键（xdotool）</translation>
    </message>
    <message>
        <source>The doctor could look at: {subject}</source>
        <translation>检查项可执行：{subject}</translation>
    </message>
    <message>
        <source>The map page&apos;s packages are installed</source>
        <translation>地图页面组件已安装</translation>
    </message>
    <message>
        <source>The map&apos;s browser engine finds its system libraries</source>
        <translation>地图浏览器引擎所需系统库齐全</translation>
    </message>
    <message>
        <source>The translations are compiled</source>
        <translation>界面译文已编译</translation>
    </message>
    <message>
        <source>The virtual display can be cut into monitors (xrandr)</source>
        <translation>虚拟显示可划分多屏（xrandr）</translation>
    </message>
    <message>
        <source>There is room on the data folder&apos;s disk</source>
        <translation>数据目录所在磁盘空间充足</translation>
    </message>
    <message>
        <source>ZeroMQ can encrypt (CURVE)</source>
        <translation>ZeroMQ 支持加密（CURVE）</translation>
    </message>
    <message>
        <source>ffmpeg is there and speaks RTSP</source>
        <translation>ffmpeg 已安装且支持 RTSP</translation>
    </message>
    <message>
        <source>libVLC can be loaded</source>
        <translation>libVLC 可加载</translation>
    </message>
    <message>
        <source>libVLC has the plugins that a camera&apos;s picture passes</source>
        <translation>libVLC 取流所需插件齐全</translation>
    </message>
</context>
<context>
    <name>factor</name>
    <message>
        <source>code</source>
        <translation>动态码</translation>
    </message>
    <message>
        <source>directory</source>
        <translation>目录服务口令</translation>
    </message>
    <message>
        <source>password</source>
        <translation>口令</translation>
    </message>
</context>
<context>
    <name>feed</name>
    <message>
        <source>closed</source>
        <translation>已关闭</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>画面冻结</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>断线</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒绝访问</translation>
    </message>
    <message>
        <source>restarting</source>
        <translation>重启中</translation>
    </message>
    <message>
        <source>restricted</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>unlisted</source>
        <translation>不在名录</translation>
    </message>
    <message>
        <source>unsupported</source>
        <translation>编码不支持</translation>
    </message>
</context>
<context>
    <name>flag</name>
    <message>
        <source>follow-up</source>
        <translation>需跟进</translation>
    </message>
    <message>
        <source>important</source>
        <translation>重要</translation>
    </message>
</context>
<context>
    <name>handover</name>
    <message>
        <source>Cameras without a picture</source>
        <translation>无画面摄像机</translation>
    </message>
    <message>
        <source>Events in quarantine</source>
        <translation>隔离事件</translation>
    </message>
    <message>
        <source>I hand over this shift as the report says.</source>
        <translation>本人按本记录交出本班。</translation>
    </message>
    <message>
        <source>I have read the report and take over this shift.</source>
        <translation>本人已阅本记录，接手本班。</translation>
    </message>
    <message>
        <source>Linkages without all answers</source>
        <translation>未全部应答的联动</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备忘</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>未消除告警</translation>
    </message>
    <message>
        <source>Presence checks that were missed</source>
        <translation>未应答的在岗抽查</translation>
    </message>
    <message>
        <source>Roll calls to settle</source>
        <translation>待处理点名</translation>
    </message>
    <message>
        <source>Seats that do not answer</source>
        <translation>失联席位</translation>
    </message>
    <message>
        <source>Sources in trouble</source>
        <translation>异常数据源</translation>
    </message>
    <message>
        <source>Wall away from its daily view</source>
        <translation>大屏未恢复日常</translation>
    </message>
    <message>
        <source>[{flag}] {text}</source>
        <translation>备注【{flag}】{text}</translation>
    </message>
    <message>
        <source>acknowledged by {person}</source>
        <translation>{person}已确认</translation>
    </message>
    <message>
        <source>and {count} more, by their numbers in the record</source>
        <translation>另有 {count} 项，编号见日志</translation>
    </message>
    <message>
        <source>failed: {value}</source>
        <translation>失败：{value}</translation>
    </message>
    <message>
        <source>no answer from {value}</source>
        <translation>{value} 未应答</translation>
    </message>
    <message>
        <source>no-go: {value}</source>
        <translation>未就绪：{value}</translation>
    </message>
    <message>
        <source>not acknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>of other kinds</source>
        <translation>其他类型</translation>
    </message>
    <message>
        <source>silent for {value} s</source>
        <translation>静默 {value} 秒</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>至 {time}</translation>
    </message>
    <message>
        <source>waits for {value}</source>
        <translation>等待 {value}</translation>
    </message>
    <message>
        <source>written while the seat was cut off, told {time}</source>
        <translation>席位失联期间记录，{time} 补报</translation>
    </message>
    <message>
        <source>{count} more: {what}</source>
        <translation>另有 {count} 项：{what}</translation>
    </message>
    <message>
        <source>{count} of them again, up to {times} times, since {shift}</source>
        <translation>其中 {count} 项曾移交，最多 {times} 次，自 {shift} 起</translation>
    </message>
    <message>
        <source>{count} only counted</source>
        <translation>{count} 项仅计数</translation>
    </message>
    <message>
        <source>{count} times, since {shift}</source>
        <translation>第 {count} 次移交，自 {shift}</translation>
    </message>
    <message>
        <source>{count}, of them {named} named, {counted} only counted</source>
        <translation>共 {count} 项，列出 {named} 项，计数 {counted} 项</translation>
    </message>
    <message>
        <source>{outgoing} → {incoming} · {time} · {count} open, {again} again</source>
        <translation>{outgoing} → {incoming} · {time} 冻结 · {count} 项，其中 {again} 项再次移交</translation>
    </message>
    <message>
        <source>{value} events</source>
        <translation>{value} 条</translation>
    </message>
</context>
<context>
    <name>key</name>
    <message>
        <source>console</source>
        <translation>值班席</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>已吊销</translation>
    </message>
    <message>
        <source>source</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>superseded</source>
        <translation>已被取代</translation>
    </message>
    <message>
        <source>tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>trusted</source>
        <translation>已信任</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
</context>
<context>
    <name>link</name>
    <message>
        <source>connecting</source>
        <translation>未接入</translation>
    </message>
    <message>
        <source>live</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>失联</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒</translation>
    </message>
</context>
<context>
    <name>outcome</name>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>priority</name>
    <message>
        <source>critical</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>major</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>minor</source>
        <translation>黄色</translation>
    </message>
    <message>
        <source>notice</source>
        <translation>蓝色</translation>
    </message>
</context>
<context>
    <name>protocol</name>
    <message>
        <source>A core that is one too many to be remembered: fault busy.</source>
        <translation>超出可记住数量的核心：故障 busy。</translation>
    </message>
    <message>
        <source>A deadline that has passed: expired.</source>
        <translation>时限已过：expired。</translation>
    </message>
    <message>
        <source>A device or an action that was not declared: refused.</source>
        <translation>未申报的设备或动作：refused。</translation>
    </message>
    <message>
        <source>A field too many, missing, of another type or out of range: fault field.</source>
        <translation>字段多余、缺失、类型不符或超出范围：故障 field。</translation>
    </message>
    <message>
        <source>A key stands once in a map, at any depth; else fault malformed.</source>
        <translation>任何层级的映射中，键只出现一次；否则故障 malformed。</translation>
    </message>
    <message>
        <source>A key that comes again is not acted on again and gets the stored result.</source>
        <translation>同一幂等键的命令再次到来时不再执行，只答复已存的结果。</translation>
    </message>
    <message>
        <source>A key that is taken out of the peers is cut off within 2 s.</source>
        <translation>从 peers 中移除的密钥在 2 秒内被切断。</translation>
    </message>
    <message>
        <source>A log ends only when every core that ever pulled has all of it.</source>
        <translation>每个拉取过的核心都已收齐，日志才可终结。</translation>
    </message>
    <message>
        <source>A message is one map with text keys in one frame; else fault malformed.</source>
        <translation>一条消息是一帧、一个文本键映射；否则故障 malformed。</translation>
    </message>
    <message>
        <source>A message of another name gets the fault unknown.</source>
        <translation>未知名称的消息：故障 unknown。</translation>
    </message>
    <message>
        <source>A new pull replaces position and credit of the one before.</source>
        <translation>新的 pull 取代此前的位置与额度。</translation>
    </message>
    <message>
        <source>A peer without CURVE is refused in the handshake.</source>
        <translation>不用 CURVE 的一方在握手时被拒绝。</translation>
    </message>
    <message>
        <source>A ping is answered at once with a pong.</source>
        <translation>ping 立即得到 pong。</translation>
    </message>
    <message>
        <source>A pull is answered at once, and new events follow until the credit is used up.</source>
        <translation>pull 立即得到应答，新事件随后送达，直至额度用尽。</translation>
    </message>
    <message>
        <source>A refused message has no effect, and the link goes on.</source>
        <translation>被拒绝的消息没有任何作用，链路照常。</translation>
    </message>
    <message>
        <source>A restart, however hard, changes neither epoch nor events.</source>
        <translation>无论怎样重启，纪元与事件都不变。</translation>
    </message>
    <message>
        <source>A source declares its devices after each start.</source>
        <translation>数据源每次启动后申报其设备。</translation>
    </message>
    <message>
        <source>A source that cannot say what is wrong now does not answer refresh.</source>
        <translation>说不清当前异常的数据源不应答 refresh。</translation>
    </message>
    <message>
        <source>A source that lost its log starts a new one: new epoch, number 1.</source>
        <translation>丢失日志的数据源另起新日志：新纪元，从 1 编号。</translation>
    </message>
    <message>
        <source>A value is sent when it changes and at least every few seconds.</source>
        <translation>遥测值变化时发送，至少每几秒一次。</translation>
    </message>
    <message>
        <source>Above 1 MiB: fault size. Above 4 MiB the link is cut.</source>
        <translation>超过 1 MiB：故障 size；超过 4 MiB：切断链路。</translation>
    </message>
    <message>
        <source>After 10 s without a word the source forgets the link; a refused message is a word.</source>
        <translation>10 秒内没有任何消息，数据源即忘记该链路；被拒绝的消息也算消息。</translation>
    </message>
    <message>
        <source>After 2.5 s without a word the core calls the link lost.</source>
        <translation>静默 2.5 秒后，核心认定链路中断。</translation>
    </message>
    <message>
        <source>After hello nothing is sent until the next pull, pings aside.</source>
        <translation>hello 之后，除 ping 外不发送任何消息，直到下一次 pull。</translation>
    </message>
    <message>
        <source>After the end the core says hello again.</source>
        <translation>日志终结后，核心重新 hello。</translation>
    </message>
    <message>
        <source>An event is kept until every core that ever pulled called it durable.</source>
        <translation>事件保留到每个拉取过的核心都确认已持久。</translation>
    </message>
    <message>
        <source>An event is sent when it is on disk, and never changes.</source>
        <translation>事件落盘后才发送，且永不改变。</translation>
    </message>
    <message>
        <source>Any other message but fault before hello: fault hello.</source>
        <translation>hello 之前除 fault 外的任何消息：故障 hello。</translation>
    </message>
    <message>
        <source>Commands of one device are carried out in order, and delay no other device.</source>
        <translation>同一设备的命令按序执行，不耽误其他设备。</translation>
    </message>
    <message>
        <source>Durable has no answer, but epoch and ahead as for pull.</source>
        <translation>durable 没有应答；epoch 与 ahead 故障同 pull。</translation>
    </message>
    <message>
        <source>Events come in order and without holes, batch after batch.</source>
        <translation>事件按序到达，各批之间没有空缺。</translation>
    </message>
    <message>
        <source>Every command gets one result, over the link that asked last.</source>
        <translation>每条命令得到一个结果，经最后询问的链路返回。</translation>
    </message>
    <message>
        <source>Every event has the form of its kind, and at most 64 KiB.</source>
        <translation>每个事件符合其种类的格式，不超过 64 KiB。</translation>
    </message>
    <message>
        <source>Every link is told of the end; a pull from the old log gets fault epoch.</source>
        <translation>每条链路都被告知终结；再拉取旧日志：故障 epoch。</translation>
    </message>
    <message>
        <source>Hello is answered with welcome, at once.</source>
        <translation>hello 立即得到 welcome。</translation>
    </message>
    <message>
        <source>Nesting and lengths of any size cost nothing but a fault.</source>
        <translation>再深的嵌套、再大的长度，只换来一个故障应答。</translation>
    </message>
    <message>
        <source>Never more events than the credit.</source>
        <translation>事件数永不超过额度。</translation>
    </message>
    <message>
        <source>Nobody answers a fault.</source>
        <translation>fault 没有应答。</translation>
    </message>
    <message>
        <source>None of the versions is spoken here: fault version.</source>
        <translation>没有共同的版本：故障 version。</translation>
    </message>
    <message>
        <source>Nothing that matters is told by telemetry alone.</source>
        <translation>要紧的事不只靠遥测来说。</translation>
    </message>
    <message>
        <source>One refresh at a time; none for a core that has one before it.</source>
        <translation>同一时间只有一次 refresh；前方已有一次的核心不再触发。</translation>
    </message>
    <message>
        <source>Only the keys of its peers come in; others are refused with status 400.</source>
        <translation>只有 peers 中的密钥可以进入；其他以状态 400 拒绝。</translation>
    </message>
    <message>
        <source>Pull from another epoch: fault epoch. Beyond the newest event: fault ahead.</source>
        <translation>拉取其他纪元：故障 epoch；超出最新事件：故障 ahead。</translation>
    </message>
    <message>
        <source>Refresh begin and end come in pairs, with only raises between.</source>
        <translation>refresh 的 begin 与 end 成对，其间只有 raise。</translation>
    </message>
    <message>
        <source>Refresh is logged as begin, raises, end, in one piece.</source>
        <translation>refresh 记为 begin、若干 raise、end，一气呵成。</translation>
    </message>
    <message>
        <source>Refresh of another epoch: fault epoch.</source>
        <translation>其他纪元的 refresh：故障 epoch。</translation>
    </message>
    <message>
        <source>Telemetry is two frames, the first the key of the second; a number may follow.</source>
        <translation>遥测消息为两帧，第一帧是第二帧的键；其后可跟一个编号。</translation>
    </message>
    <message>
        <source>The core refuses a source of another name: fault wrong-source.</source>
        <translation>核心拒绝名称不符的数据源：故障 wrong-source。</translation>
    </message>
    <message>
        <source>The core sends durable after its commit, and after the first pull of a link.</source>
        <translation>核心在提交之后、链路首次 pull 之后发送 durable。</translation>
    </message>
    <message>
        <source>The end is one step; the new log names the old one in before.</source>
        <translation>终结一步完成；新日志在 before 中写明旧日志。</translation>
    </message>
    <message>
        <source>The number of a telemetry message, if it has one, is one more than the last.</source>
        <translation>遥测消息若带编号，则比上一条大 1。</translation>
    </message>
    <message>
        <source>The source is the CURVE server on both sockets, with one key pair.</source>
        <translation>数据源在两个套接字上都是 CURVE 服务端，用同一对密钥。</translation>
    </message>
    <message>
        <source>The telemetry map has its form, and a time as of V2.</source>
        <translation>遥测映射符合格式，时间同 V2。</translation>
    </message>
    <message>
        <source>The time of an event lies between 2000 and one day ahead of the centre&apos;s clock.</source>
        <translation>事件时间在 2000 年与中心时钟一天之后之间。</translation>
    </message>
    <message>
        <source>Two links do not disturb each other.</source>
        <translation>两条链路互不干扰。</translation>
    </message>
    <message>
        <source>When 1000 commands wait: fault busy, and the key is not taken.</source>
        <translation>已有 1000 条命令等待：故障 busy，命令键不予登记。</translation>
    </message>
    <message>
        <source>Who a core is, is its key; a link belongs to the key that said hello.</source>
        <translation>核心的身份即其密钥；链路属于说 hello 的密钥。</translation>
    </message>
    <message>
        <source>Whoever has heard nothing for 1 s sends a ping, and again each second.</source>
        <translation>1 秒未闻则发 ping，此后每秒一次。</translation>
    </message>
    <message>
        <source>With nobody there to answer ZAP requests, nobody comes in.</source>
        <translation>无人应答 ZAP 请求时，谁也进不来。</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>came</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>应为</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>不符</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>未检验</translation>
    </message>
    <message>
        <source>pass</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>{passed} passed, {fail} failed, {not_tried} not tried</source>
        <translation>通过 {passed} 条，不符 {fail} 条，未检验 {not_tried} 条</translation>
    </message>
</context>
<context>
    <name>quality</name>
    <message>
        <source>Alarm quality from {begins} to {ends}</source>
        <translation>告警质量：{begins} 至 {ends}</translation>
    </message>
    <message>
        <source>Beyond</source>
        <translation>超限</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>提示数</translation>
    </message>
    <message>
        <source>Chattering</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Chattering, times</source>
        <translation>抖动（次）</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>席位</translation>
    </message>
    <message>
        <source>Desk: {desk}</source>
        <translation>席位：{desk}</translation>
    </message>
    <message>
        <source>Fleeting</source>
        <translation>瞬时</translation>
    </message>
    <message>
        <source>Fleeting, times</source>
        <translation>瞬时（次）</translation>
    </message>
    <message>
        <source>Floods</source>
        <translation>风暴</translation>
    </message>
    <message>
        <source>Hidden, minutes, by whom and why</source>
        <translation>隐藏（分钟、由谁、原因）</translation>
    </message>
    <message>
        <source>Less than 30 days: the verdicts are indicative.</source>
        <translation>不足 30 天，结论仅供参考。</translation>
    </message>
    <message>
        <source>Of the whole centre: the limits are those of one desk.</source>
        <translation>全中心合计；限值为单个席位的限值。</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>滞留</translation>
    </message>
    <message>
        <source>Stale, hours</source>
        <translation>滞留（小时）</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>当前异常</translation>
    </message>
    <message>
        <source>The worst alarms, calls and share</source>
        <translation>最多的告警（提示次数、占比）</translation>
    </message>
    <message>
        <source>Worst ten</source>
        <translation>前十占比</translation>
    </message>
    <message>
        <source>`alarms quality --desk NAME` shows one of them whole.</source>
        <translation>用 alarms quality --desk 名称 查看单个席位的全部指标。</translation>
    </message>
    <message>
        <source>average calls per 10 minutes</source>
        <translation>平均每 10 分钟提示数</translation>
    </message>
    <message>
        <source>beyond what is manageable</source>
        <translation>超出可应对范围</translation>
    </message>
    <message>
        <source>calls in the worst 10 minutes</source>
        <translation>最多的 10 分钟提示数</translation>
    </message>
    <message>
        <source>calls per 10 minutes</source>
        <translation>每 10 分钟提示数</translation>
    </message>
    <message>
        <source>calls per day</source>
        <translation>每日提示数</translation>
    </message>
    <message>
        <source>calls per hour</source>
        <translation>每小时提示数</translation>
    </message>
    <message>
        <source>chattering alarms</source>
        <translation>抖动告警数</translation>
    </message>
    <message>
        <source>definitely excessive</source>
        <translation>明显过量</translation>
    </message>
    <message>
        <source>everybody&apos;s queue</source>
        <translation>总台</translation>
    </message>
    <message>
        <source>fleeting alarms</source>
        <translation>瞬时告警数</translation>
    </message>
    <message>
        <source>hard to cope with</source>
        <translation>难以应对</translation>
    </message>
    <message>
        <source>in flood</source>
        <translation>风暴时段</translation>
    </message>
    <message>
        <source>likely to be over-demanding</source>
        <translation>可能负担过重</translation>
    </message>
    <message>
        <source>manageable</source>
        <translation>可应对</translation>
    </message>
    <message>
        <source>most</source>
        <translation>最多</translation>
    </message>
    <message>
        <source>most calls in 10 minutes</source>
        <translation>10 分钟内最多提示数</translation>
    </message>
    <message>
        <source>needs an action plan</source>
        <translation>须制定整改计划</translation>
    </message>
    <message>
        <source>per 10 min</source>
        <translation>每 10 分钟</translation>
    </message>
    <message>
        <source>share of 10 minutes with more than 10 calls</source>
        <translation>超过 10 次提示的 10 分钟占比</translation>
    </message>
    <message>
        <source>share of critical calls</source>
        <translation>红色提示占比</translation>
    </message>
    <message>
        <source>share of hours with more than 30 calls</source>
        <translation>超过 30 次提示的小时占比</translation>
    </message>
    <message>
        <source>share of major calls</source>
        <translation>橙色提示占比</translation>
    </message>
    <message>
        <source>share of minor calls</source>
        <translation>黄色提示占比</translation>
    </message>
    <message>
        <source>share of the ten worst alarms</source>
        <translation>最多的十个告警占比</translation>
    </message>
    <message>
        <source>share of the time in flood</source>
        <translation>告警风暴时间占比</translation>
    </message>
    <message>
        <source>shelved alarms</source>
        <translation>搁置告警数</translation>
    </message>
    <message>
        <source>stale alarms</source>
        <translation>滞留告警数</translation>
    </message>
    <message>
        <source>standing alarms</source>
        <translation>当前异常告警数</translation>
    </message>
    <message>
        <source>very likely acceptable</source>
        <translation>很可能可接受</translation>
    </message>
    <message>
        <source>very likely unacceptable</source>
        <translation>很可能不可接受</translation>
    </message>
    <message>
        <source>{calls} calls, {occurrences} occurrences with hidden ones, {floods} floods</source>
        <translation>提示 {calls} 次，含隐藏共发生 {occurrences} 次，风暴 {floods} 次</translation>
    </message>
</context>
<context>
    <name>query</name>
    <message>
        <source>actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>areas</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>outcomes</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>persons</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>seats</source>
        <translation>席位</translation>
    </message>
    <message>
        <source>sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>since</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>subjects</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>until</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>words</source>
        <translation>关键词</translation>
    </message>
</context>
<context>
    <name>refusal</name>
    <message>
        <source>foreign source id</source>
        <translation>数据源编号不符</translation>
    </message>
    <message>
        <source>hangs up</source>
        <translation>对方中断连接</translation>
    </message>
    <message>
        <source>key of another core</source>
        <translation>持有另一核心的密钥</translation>
    </message>
    <message>
        <source>no doorkeeper</source>
        <translation>门禁程序未运行</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>未出示密钥</translation>
    </message>
    <message>
        <source>not trusted</source>
        <translation>密钥未被信任</translation>
    </message>
    <message>
        <source>other key</source>
        <translation>密钥不符</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>对方拒绝</translation>
    </message>
    <message>
        <source>revoked key</source>
        <translation>密钥已吊销</translation>
    </message>
    <message>
        <source>unknown key</source>
        <translation>密钥未登记</translation>
    </message>
    <message>
        <source>unusable address</source>
        <translation>地址不可用</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source> · Daily report</source>
        <translation>值班日报</translation>
    </message>
    <message>
        <source> · Handover</source>
        <translation>交接班记录</translation>
    </message>
    <message>
        <source> · Health of the cameras</source>
        <translation>摄像机健康度报告</translation>
    </message>
    <message>
        <source> · Quality of the alarms</source>
        <translation>告警质量报告</translation>
    </message>
    <message>
        <source> · Shift report</source>
        <translation>班次报告</translation>
    </message>
    <message>
        <source>(not over yet)</source>
        <translation>（尚未结束）</translation>
    </message>
    <message>
        <source>1  Alarms</source>
        <translation>一、告警</translation>
    </message>
    <message>
        <source>1  What is handed over</source>
        <translation>一、交接事项</translation>
    </message>
    <message>
        <source>1  What is recorded</source>
        <translation>一  记录内容</translation>
    </message>
    <message>
        <source>10: more is a flood</source>
        <translation>10：超过即为告警风暴</translation>
    </message>
    <message>
        <source>1: very likely acceptable</source>
        <translation>1：很可能可接受</translation>
    </message>
    <message>
        <source>2  Journal</source>
        <translation>二  日志</translation>
    </message>
    <message>
        <source>2  One-key linkages</source>
        <translation>二、一键联动</translation>
    </message>
    <message>
        <source>2  Remarks</source>
        <translation>二、补充说明</translation>
    </message>
    <message>
        <source>2: manageable</source>
        <translation>2：可应对</translation>
    </message>
    <message>
        <source>3  On duty and handed over</source>
        <translation>三、值班与交接</translation>
    </message>
    <message>
        <source>3  Signatures</source>
        <translation>三、签字</translation>
    </message>
    <message>
        <source>4  Journal</source>
        <translation>四、日志封存</translation>
    </message>
    <message>
        <source>4  Presence checks and roll calls</source>
        <translation>四、在岗抽查与点名</translation>
    </message>
    <message>
        <source>5  Sources and system</source>
        <translation>五、数据源与系统</translation>
    </message>
    <message>
        <source>6  Journal</source>
        <translation>六、日志封存</translation>
    </message>
    <message>
        <source>90 % within</source>
        <translation>90% 不超过</translation>
    </message>
    <message>
        <source>90 % within {time}</source>
        <translation>90% 不超过 {time}</translation>
    </message>
    <message>
        <source>A camera counts as watched while any seat shows it, and as live while any of them has its picture without a fault; what a seat that was cut off has not told yet is not in it.</source>
        <translation>任一席位正在显示即计为观看，其中任一席位画面正常即计为可用；断线席位尚未上报的部分未计入。</translation>
    </message>
    <message>
        <source>Acceptable</source>
        <translation>可接受</translation>
    </message>
    <message>
        <source>Account {account} at {seat}, with password</source>
        <translation>账号 {account}，席位 {seat}，口令签字</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>确认数</translation>
    </message>
    <message>
        <source>Acknowledged after</source>
        <translation>平均确认用时</translation>
    </message>
    <message>
        <source>Acknowledged after, mean</source>
        <translation>平均确认用时</translation>
    </message>
    <message>
        <source>Acknowledged by</source>
        <translation>确认人</translation>
    </message>
    <message>
        <source>Acknowledged within</source>
        <translation>确认用时分布</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>曾移交</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>告警</translation>
    </message>
    <message>
        <source>Alarms that called most</source>
        <translation>提示最多的告警</translation>
    </message>
    <message>
        <source>All</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>All desks</source>
        <translation>各席位</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>应答</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>应答时间</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>抽查时间</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>查询条件</translation>
    </message>
    <message>
        <source>At</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Begun by</source>
        <translation>发起人</translation>
    </message>
    <message>
        <source>Below 95 %</source>
        <translation>低于 95 %</translation>
    </message>
    <message>
        <source>Beyond the limits</source>
        <translation>超出限值</translation>
    </message>
    <message>
        <source>By</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>By kind</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>By priority</source>
        <translation>按级别</translation>
    </message>
    <message>
        <source>By street</source>
        <translation>按街镇</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>提示数</translation>
    </message>
    <message>
        <source>Calls by priority</source>
        <translation>提示的级别分布</translation>
    </message>
    <message>
        <source>Calls in each 10 minutes</source>
        <translation>每 10 分钟提示数</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>Cameras without a picture on the wall</source>
        <translation>大屏上无画面的摄像机</translation>
    </message>
    <message>
        <source>Cameras, the worst first</source>
        <translation>摄像机，最差在前</translation>
    </message>
    <message>
        <source>Chattering</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>Chattering: 3 calls in a minute</source>
        <translation>抖动：一分钟内提示三次</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Desk</source>
        <translation>席位</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成时间</translation>
    </message>
    <message>
        <source>Entries of the record</source>
        <translation>审计记录摘录</translation>
    </message>
    <message>
        <source>Events in quarantine</source>
        <translation>隔离区事件</translation>
    </message>
    <message>
        <source>Events lost</source>
        <translation>丢失事件</translation>
    </message>
    <message>
        <source>Everybody&apos;s queue</source>
        <translation>总台</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>故障</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>First handed over</source>
        <translation>首次交接</translation>
    </message>
    <message>
        <source>Fleeting: gone within a minute</source>
        <translation>瞬时：一分钟内自行恢复</translation>
    </message>
    <message>
        <source>For</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Found no room</source>
        <translation>未列入（旧版报告）</translation>
    </message>
    <message>
        <source>Friday</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>From – to</source>
        <translation>交班 – 接班</translation>
    </message>
    <message>
        <source>Frozen {at}</source>
        <translation>冻结于 {at}</translation>
    </message>
    <message>
        <source>Full name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>漏号次数</translation>
    </message>
    <message>
        <source>Handed over by</source>
        <translation>交班人</translation>
    </message>
    <message>
        <source>Handovers</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>篇幅</translation>
    </message>
    <message>
        <source>How it stands</source>
        <translation>现状</translation>
    </message>
    <message>
        <source>In quarantine</source>
        <translation>隔离事件</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>事项</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>日志条数</translation>
    </message>
    <message>
        <source>Journal by then</source>
        <translation>编制时日志</translation>
    </message>
    <message>
        <source>Journal of {size} entries, root {root} …</source>
        <translation>日志 {size} 条，根值 {root} …</translation>
    </message>
    <message>
        <source>Journal {size} · {root} …</source>
        <translation>日志 {size} 条 · {root} …</translation>
    </message>
    <message>
        <source>Leader in charge</source>
        <translation>带班领导</translation>
    </message>
    <message>
        <source>Less than 30 days: the standards&apos; verdicts are indicative only.</source>
        <translation>统计期不足 30 天，结论仅供参考。</translation>
    </message>
    <message>
        <source>Linkages</source>
        <translation>一键联动</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>可用率</translation>
    </message>
    <message>
        <source>Log key</source>
        <translation>封签密钥</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>导出人</translation>
    </message>
    <message>
        <source>Made {at}</source>
        <translation>编制 {at}</translation>
    </message>
    <message>
        <source>Manageable</source>
        <translation>可应对</translation>
    </message>
    <message>
        <source>Mbit/s</source>
        <translation>兆比特/秒</translation>
    </message>
    <message>
        <source>Measured by ISA-18.2 and EEMUA 191, for each desk by itself: their limits are those of what one person can attend to. A call is a moment at which an alarm asked for a person; what happened to hidden alarms is no call.</source>
        <translation>按 ISA-18.2 与 EEMUA 191 逐席位统计，限值针对单人值守的处置能力。“提示”指告警要求人员关注一次，隐藏中的告警不计入提示。</translation>
    </message>
    <message>
        <source>Missed presence checks</source>
        <translation>未应答的在岗抽查</translation>
    </message>
    <message>
        <source>Monday</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Most in 10 minutes</source>
        <translation>10 分钟最多</translation>
    </message>
    <message>
        <source>Most often</source>
        <translation>最多移交</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Named below</source>
        <translation>逐项列出</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>New alarms</source>
        <translation>新增告警</translation>
    </message>
    <message>
        <source>New alarms by the hour</source>
        <translation>新增告警（按小时）</translation>
    </message>
    <message>
        <source>New logs</source>
        <translation>重新编号</translation>
    </message>
    <message>
        <source>Newest checkpoint</source>
        <translation>最新检查点</translation>
    </message>
    <message>
        <source>Newest picture</source>
        <translation>最近画面</translation>
    </message>
    <message>
        <source>No handover in this period.</source>
        <translation>本期无交接班。</translation>
    </message>
    <message>
        <source>No source lost events.</source>
        <translation>各数据源均无漏号。</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Nobody signed on.</source>
        <translation>无人签到。</translation>
    </message>
    <message>
        <source>None in this period.</source>
        <translation>本期无。</translation>
    </message>
    <message>
        <source>None on the whole; those on items stand with them (※).</source>
        <translation>无整体说明；对单项的说明见该项（※）。</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>交班事项</translation>
    </message>
    <message>
        <source>Nothing is open.</source>
        <translation>无未办结事项。</translation>
    </message>
    <message>
        <source>Oldest since</source>
        <translation>最早</translation>
    </message>
    <message>
        <source>On duty</source>
        <translation>在岗人员</translation>
    </message>
    <message>
        <source>Only counted</source>
        <translation>仅计数</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>未办结</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>未消除告警</translation>
    </message>
    <message>
        <source>Open for</source>
        <translation>历时</translation>
    </message>
    <message>
        <source>Open items</source>
        <translation>未办结</translation>
    </message>
    <message>
        <source>Open longest</source>
        <translation>历时最长</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Page {number} of {count}</source>
        <translation>第 {number} 页 共 {count} 页</translation>
    </message>
    <message>
        <source>Per 10 minutes</source>
        <translation>每 10 分钟</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Presence checks</source>
        <translation>在岗抽查</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Roll call {at}: {question}</source>
        <translation>点名 {at}：{question}</translation>
    </message>
    <message>
        <source>Roll calls without all answers</source>
        <translation>未答齐的点名</translation>
    </message>
    <message>
        <source>Root over</source>
        <translation>根值涵盖</translation>
    </message>
    <message>
        <source>Running linkages</source>
        <translation>进行中的联动</translation>
    </message>
    <message>
        <source>Saturday</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sealed up to</source>
        <translation>已封存至</translation>
    </message>
    <message>
        <source>Seats cut off</source>
        <translation>席位断线</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Shelved, suppressed by rule, out of service</source>
        <translation>搁置、设计抑制与停用</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>班次</translation>
    </message>
    <message>
        <source>Shift leader</source>
        <translation>值班长</translation>
    </message>
    <message>
        <source>Signed off</source>
        <translation>签退</translation>
    </message>
    <message>
        <source>Signed on</source>
        <translation>签到</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>数据源</translation>
    </message>
    <message>
        <source>Sources not live or in doubt</source>
        <translation>数据源异常或待核实</translation>
    </message>
    <message>
        <source>Staff no.</source>
        <translation>工号</translation>
    </message>
    <message>
        <source>Stale</source>
        <translation>滞留</translation>
    </message>
    <message>
        <source>Stale: for more than a day</source>
        <translation>滞留：持续超过一天</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>启动时间</translation>
    </message>
    <message>
        <source>Starts of the core: {starts}; disk full: {full}; refused: {commands} commands, {links} links.</source>
        <translation>核心启动 {starts} 次，磁盘满 {full} 次；拒绝命令 {commands} 条、连接 {links} 次。</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Still open</source>
        <translation>期末未消除</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>街镇</translation>
    </message>
    <message>
        <source>Sunday</source>
        <translation>星期日</translation>
    </message>
    <message>
        <source>Taken out of the record</source>
        <translation>摘自审计记录</translation>
    </message>
    <message>
        <source>Taken over by</source>
        <translation>接班人</translation>
    </message>
    <message>
        <source>Ten worst</source>
        <translation>前十占比</translation>
    </message>
    <message>
        <source>The line: what ISA-18.2 wants, &lt; 1 %, 5 %, 15 %, 80 %</source>
        <translation>竖线：ISA-18.2 目标，&lt;1%、5%、15%、80%</translation>
    </message>
    <message>
        <source>The record says nothing of it.</source>
        <translation>记录中没有相关内容。</translation>
    </message>
    <message>
        <source>The root binds every entry before it: whoever keeps this sheet can prove that none was changed later. The code holds the checkpoint; `audit verify --also` compares it with the journal.</source>
        <translation>根值固定了此前的全部日志：持有本页者可证明日志未被改动。二维码为检查点原文，可用 audit verify --also 与日志核对。</translation>
    </message>
    <message>
        <source>There is more than stands here: narrow the time.</source>
        <translation>此处未列全：请缩小时间范围。</translation>
    </message>
    <message>
        <source>This centre has no desks of its own: the limits of one desk are held against all of it.</source>
        <translation>本中心未分席位，以单个席位的限值衡量全中心。</translation>
    </message>
    <message>
        <source>Thursday</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Time in flood</source>
        <translation>风暴时间占比</translation>
    </message>
    <message>
        <source>Time to acknowledge</source>
        <translation>确认用时</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>To be mended</source>
        <translation>需整改的告警</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Tuesday</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>指标与结论</translation>
    </message>
    <message>
        <source>Wall away from the daily view</source>
        <translation>大屏偏离日常画面</translation>
    </message>
    <message>
        <source>Watched</source>
        <translation>观看时长</translation>
    </message>
    <message>
        <source>Wednesday</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Went back</source>
        <translation>日志回退</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>What is open</source>
        <translation>未办结事项</translation>
    </message>
    <message>
        <source>What it can be checked with</source>
        <translation>核验信息</translation>
    </message>
    <message>
        <source>Who, where</source>
        <translation>人员与席位</translation>
    </message>
    <message>
        <source>Whole centre</source>
        <translation>全中心</translation>
    </message>
    <message>
        <source>With a fault</source>
        <translation>故障时长</translation>
    </message>
    <message>
        <source>a tool on the core&apos;s machine</source>
        <translation>核心主机上的工具</translation>
    </message>
    <message>
        <source>acknowledged by {value}</source>
        <translation>确认人 {value}</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>at most 10</source>
        <translation>至多 10</translation>
    </message>
    <message>
        <source>at most 2</source>
        <translation>至多 2</translation>
    </message>
    <message>
        <source>by {value}</source>
        <translation>操作人 {value}</translation>
    </message>
    <message>
        <source>cameras</source>
        <translation>摄像机</translation>
    </message>
    <message>
        <source>cancelled: {reason}</source>
        <translation>已取消：{reason}</translation>
    </message>
    <message>
        <source>cleared</source>
        <translation>已消除</translation>
    </message>
    <message>
        <source>done {at}</source>
        <translation>完成 {at}</translation>
    </message>
    <message>
        <source>entry {number} of {at}</source>
        <translation>第 {number} 条，{at}</translation>
    </message>
    <message>
        <source>failed: {value}</source>
        <translation>失败：{value}</translation>
    </message>
    <message>
        <source>for alarm {value}</source>
        <translation>告警 {value}</translation>
    </message>
    <message>
        <source>frozen, lost, refused</source>
        <translation>冻结、丢失、拒绝</translation>
    </message>
    <message>
        <source>go</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>hidden by {value}</source>
        <translation>由 {value} 隐藏</translation>
    </message>
    <message>
        <source>in doubt: {value}</source>
        <translation>待核实：{value}</translation>
    </message>
    <message>
        <source>in flood</source>
        <translation>风暴时段</translation>
    </message>
    <message>
        <source>late</source>
        <translation>迟答</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>未应答</translation>
    </message>
    <message>
        <source>no answer from: {value}</source>
        <translation>结果未知：{value}</translation>
    </message>
    <message>
        <source>no answer: {value}</source>
        <translation>未应答：{value}</translation>
    </message>
    <message>
        <source>no-go</source>
        <translation>未就绪</translation>
    </message>
    <message>
        <source>no-go: {value}</source>
        <translation>未就绪：{value}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>none: this journal is not sealed yet</source>
        <translation>无：日志尚未封签</translation>
    </message>
    <message>
        <source>not confirmed{value}</source>
        <translation>待核实{value}</translation>
    </message>
    <message>
        <source>not planned</source>
        <translation>未排班</translation>
    </message>
    <message>
        <source>not signed</source>
        <translation>未签字</translation>
    </message>
    <message>
        <source>of other kinds</source>
        <translation>其他类型</translation>
    </message>
    <message>
        <source>of streams</source>
        <translation>码流重启次数</translation>
    </message>
    <message>
        <source>of the time watched</source>
        <translation>占观看时长</translation>
    </message>
    <message>
        <source>of {count} figures</source>
        <translation>共 {count} 项指标</translation>
    </message>
    <message>
        <source>of {count} on the list</source>
        <translation>清单共 {count} 路</translation>
    </message>
    <message>
        <source>open</source>
        <translation>未消除</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其余</translation>
    </message>
    <message>
        <source>silent for {value} s</source>
        <translation>静默 {value} 秒</translation>
    </message>
    <message>
        <source>still</source>
        <translation>仍在</translation>
    </message>
    <message>
        <source>trouble {value}</source>
        <translation>故障 {value}</translation>
    </message>
    <message>
        <source>until {value}</source>
        <translation>至 {value}</translation>
    </message>
    <message>
        <source>waiting for: {value}</source>
        <translation>等待应答：{value}</translation>
    </message>
    <message>
        <source>who: {value}</source>
        <translation>人员 {value}</translation>
    </message>
    <message>
        <source>why: {value}</source>
        <translation>原因：{value}</translation>
    </message>
    <message>
        <source>without a place</source>
        <translation>未标街镇</translation>
    </message>
    <message>
        <source>written while the seat was cut off, told {value}</source>
        <translation>席位失联期间记录，{value} 补报</translation>
    </message>
    <message>
        <source>{count} a day</source>
        <translation>日均 {count}</translation>
    </message>
    <message>
        <source>{count} critical</source>
        <translation>红色 {count} 条</translation>
    </message>
    <message>
        <source>{count} entries</source>
        <translation>{count} 条</translation>
    </message>
    <message>
        <source>{count} entries of this period, number {first} to {last}.</source>
        <translation>本期日志 {count} 条，编号 {first} 至 {last}。</translation>
    </message>
    <message>
        <source>{count} floods</source>
        <translation>风暴 {count} 次</translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation>{count} 行</translation>
    </message>
    <message>
        <source>{count} times, since {shift}</source>
        <translation>{count} 次，自 {shift} 起</translation>
    </message>
    <message>
        <source>{count} unacknowledged</source>
        <translation>未确认 {count} 条</translation>
    </message>
    <message>
        <source>{done} of {all} steps done</source>
        <translation>步骤完成 {done}/{all}</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 天 {h} 小时</translation>
    </message>
    <message>
        <source>{h} h {min} min</source>
        <translation>{h} 小时 {min} 分</translation>
    </message>
    <message>
        <source>{id} · digest {digest} …</source>
        <translation>{id} · 摘要 {digest} …</translation>
    </message>
    <message>
        <source>{kind} ({named} of {count})</source>
        <translation>{kind}（{count} 项中列出 {named} 项）</translation>
    </message>
    <message>
        <source>{kind}: {count} more, counted by sort</source>
        <translation>{kind}：另有 {count} 项，按类型计数</translation>
    </message>
    <message>
        <source>{min} min {s} s</source>
        <translation>{min} 分 {s} 秒</translation>
    </message>
    <message>
        <source>{missed} of {all} checks missed</source>
        <translation>抽查未应答 {missed}/{all}</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} 秒</translation>
    </message>
    <message>
        <source>{value} events</source>
        <translation>{value} 条</translation>
    </message>
    <message>
        <source>{weekday} {year}-{month:02d}-{day:02d}</source>
        <translation>{year} 年 {month:02d} 月 {day:02d} 日 {weekday}</translation>
    </message>
</context>
<context>
    <name>role</name>
    <message>
        <source>auditor</source>
        <translation>审计管理员</translation>
    </message>
    <message>
        <source>coordinator</source>
        <translation>调度员</translation>
    </message>
    <message>
        <source>department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>duty officer</source>
        <translation>值班员</translation>
    </message>
    <message>
        <source>security administrator</source>
        <translation>安全管理员</translation>
    </message>
    <message>
        <source>shift leader</source>
        <translation>值班长</translation>
    </message>
    <message>
        <source>street centre</source>
        <translation>街镇中心</translation>
    </message>
    <message>
        <source>system administrator</source>
        <translation>系统管理员</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
</context>
<context>
    <name>scene</name>
    <message>
        <source>On duty</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>Open alarms</source>
        <translation>未消除的告警</translation>
    </message>
    <message>
        <source>Running linkages</source>
        <translation>进行中的联动</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translation>已登录</translation>
    </message>
    <message>
        <source>Sources in trouble</source>
        <translation>异常的数据源</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
    <message>
        <source>daily view</source>
        <translation>日常画面</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>{count} events in quarantine</source>
        <translation>隔离事件 {count} 条</translation>
    </message>
    <message>
        <source>{count} not acknowledged</source>
        <translation>{count} 条未确认</translation>
    </message>
    <message>
        <source>{done} of {count} steps answered</source>
        <translation>{count} 步已答复 {done} 步</translation>
    </message>
    <message>
        <source>{playing} of {wanted} pictures</source>
        <translation>{wanted} 路画面已显示 {playing} 路</translation>
    </message>
</context>
<context>
    <name>setting</name>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>close</source>
        <translation>关小</translation>
    </message>
    <message>
        <source>far</source>
        <translation>远</translation>
    </message>
    <message>
        <source>near</source>
        <translation>近</translation>
    </message>
    <message>
        <source>no</source>
        <translation>关</translation>
    </message>
    <message>
        <source>open</source>
        <translation>开大</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>开</translation>
    </message>
</context>
<context>
    <name>shelf</name>
    <message>
        <source>chattering</source>
        <translation>频繁抖动</translation>
    </message>
    <message>
        <source>faulty</source>
        <translation>设备故障</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>长期滞留</translation>
    </message>
    <message>
        <source>works</source>
        <translation>现场施工</translation>
    </message>
</context>
<context>
    <name>source</name>
    <message>
        <source>bad address</source>
        <translation>地址无效</translation>
    </message>
    <message>
        <source>hangs up</source>
        <translation>对方挂断</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>未用密钥</translation>
    </message>
    <message>
        <source>not trusted</source>
        <translation>密钥未信任</translation>
    </message>
    <message>
        <source>other id</source>
        <translation>标识不符</translation>
    </message>
    <message>
        <source>other key</source>
        <translation>密钥不符</translation>
    </message>
    <message>
        <source>refuses us</source>
        <translation>拒绝本中心</translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>acknowledged</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>cleared</source>
        <translation>已消除</translation>
    </message>
    <message>
        <source>latched acknowledged</source>
        <translation>已锁定、已确认</translation>
    </message>
    <message>
        <source>latched unacknowledged</source>
        <translation>已锁定、未确认</translation>
    </message>
    <message>
        <source>out of service</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>returned</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>shelved</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>suppressed</source>
        <translation>已抑制</translation>
    </message>
    <message>
        <source>unacknowledged</source>
        <translation>未确认</translation>
    </message>
</context>
<context>
    <name>step</name>
    <message>
        <source>done</source>
        <translation>已应答</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待应答</translation>
    </message>
</context>
<context>
    <name>story</name>
    <message>
        <source>+{days} d {hours} h</source>
        <translation>+{days} 天 {hours} 小时</translation>
    </message>
    <message>
        <source>+{hours} h {minutes} min</source>
        <translation>+{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>+{minutes} min {seconds} s</source>
        <translation>+{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>+{seconds} s</source>
        <translation>+{seconds} 秒</translation>
    </message>
    <message>
        <source>Account of {name}</source>
        <translation>{name}的账号</translation>
    </message>
    <message>
        <source>Handover {handover}</source>
        <translation>交接班 {handover}</translation>
    </message>
    <message>
        <source>On duty: {name}</source>
        <translation>{name}的值班</translation>
    </message>
    <message>
        <source>Shift {shift}</source>
        <translation>班次 {shift}</translation>
    </message>
    <message>
        <source>Sign-ins of {name}</source>
        <translation>{name}的登录</translation>
    </message>
    <message>
        <source>The centre itself</source>
        <translation>中心系统</translation>
    </message>
    <message>
        <source>a clip of {camera} is kept: {seconds} s, digest {digest}</source>
        <translation>{camera} 的录像片段已留存：{seconds} 秒，摘要 {digest}</translation>
    </message>
    <message>
        <source>a linkage needs {thing}, which {name} held</source>
        <translation>联动需要 {thing}，{name} 的控制随之结束</translation>
    </message>
    <message>
        <source>a note of the shift is done</source>
        <translation>备忘事项办结</translation>
    </message>
    <message>
        <source>a step of the linkage is answered</source>
        <translation>联动步骤有应答</translation>
    </message>
    <message>
        <source>a value is no number</source>
        <translation>数值无效</translation>
    </message>
    <message>
        <source>account: {value}</source>
        <translation>账号：{value}</translation>
    </message>
    <message>
        <source>acknowledges the {priority} alarm as a false one: {alarm}</source>
        <translation>确认{priority}告警为误报：{alarm}</translation>
    </message>
    <message>
        <source>acknowledges the {priority} alarm: {alarm}</source>
        <translation>确认{priority}告警：{alarm}</translation>
    </message>
    <message>
        <source>alarms raised: {alarms} (critical {critical}, major {major}), acknowledged: {acknowledged}, over: {returned}</source>
        <translation>新告警 {alarms}（紧急 {critical}，重要 {major}），确认 {acknowledged}，恢复 {returned}</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>alone: no second person was there yet who could agree</source>
        <translation>一人完成：当时尚无可同意的第二人</translation>
    </message>
    <message>
        <source>already returned</source>
        <translation>此前已恢复</translation>
    </message>
    <message>
        <source>an event goes into quarantine: {reason}</source>
        <translation>一条数据被隔离：{reason}</translation>
    </message>
    <message>
        <source>an event without effect: {event} ({reason})</source>
        <translation>一条数据未起作用：{event}（{reason}）</translation>
    </message>
    <message>
        <source>and {count} more such until {time}</source>
        <translation>至 {time} 同类另有 {count} 条</translation>
    </message>
    <message>
        <source>approves what {name} asked for: {action}</source>
        <translation>同意{name}的申请：{action}</translation>
    </message>
    <message>
        <source>archive {value} holds them</source>
        <translation>由档案 {value} 保存</translation>
    </message>
    <message>
        <source>areas: {value}</source>
        <translation>区域：{value}</translation>
    </message>
    <message>
        <source>argument {name}: {value}</source>
        <translation>参数 {name}：{value}</translation>
    </message>
    <message>
        <source>as planned until {until}</source>
        <translation>按计划至 {until}</translation>
    </message>
    <message>
        <source>as wanted</source>
        <translation>按要求结束</translation>
    </message>
    <message>
        <source>asks a second person to approve: {action}</source>
        <translation>申请第二人审批：{action}</translation>
    </message>
    <message>
        <source>asks for the alarm: {alarm}</source>
        <translation>索要告警：{alarm}</translation>
    </message>
    <message>
        <source>at most until it is back to normal</source>
        <translation>恢复正常即止</translation>
    </message>
    <message>
        <source>at the core&apos;s machine {user} has given {name} a new password</source>
        <translation>主机用户 {user} 在核心本机为{name}重设口令</translation>
    </message>
    <message>
        <source>back to normal: {alarm}</source>
        <translation>告警恢复：{alarm}</translation>
    </message>
    <message>
        <source>begins a clip of {camera}</source>
        <translation>开始录制 {camera} 的片段</translation>
    </message>
    <message>
        <source>begins a new log; the one before was taken in up to number {taken}</source>
        <translation>启用新日志，原日志已接收至第 {taken} 号</translation>
    </message>
    <message>
        <source>begins an export of the record as {format}</source>
        <translation>开始导出审计记录，格式 {format}</translation>
    </message>
    <message>
        <source>begins its log</source>
        <translation>开始上报</translation>
    </message>
    <message>
        <source>begins the handover {outgoing} → {incoming}: {count} open items</source>
        <translation>发起交接：{outgoing} → {incoming}，未办 {count} 项</translation>
    </message>
    <message>
        <source>begins to say anew what is wrong</source>
        <translation>开始重报现有告警</translation>
    </message>
    <message>
        <source>calls the handover off: {reason}</source>
        <translation>取消交接：{reason}</translation>
    </message>
    <message>
        <source>calls the roll: {question}</source>
        <translation>发起点名：{question}</translation>
    </message>
    <message>
        <source>camera {camera}: {state}</source>
        <translation>摄像机 {camera}：{state}</translation>
    </message>
    <message>
        <source>cameras: {value}</source>
        <translation>摄像机：{value}</translation>
    </message>
    <message>
        <source>chooses a new password</source>
        <translation>修改本人口令</translation>
    </message>
    <message>
        <source>closed for 15 minutes</source>
        <translation>账号锁定 15 分钟</translation>
    </message>
    <message>
        <source>closed until an administrator opens it</source>
        <translation>账号锁定，待管理员解除</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>defines the tour {name}: {count} cameras, {tiles} at once, {dwell} s</source>
        <translation>定义轮巡 {name}：{count} 路摄像机，同屏 {tiles} 路，停留 {dwell} 秒</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>dismisses event {entry} of {source}: it takes no effect</source>
        <translation>作废{source}的第 {entry} 条隔离数据</translation>
    </message>
    <message>
        <source>does not approve what {name} asked for: {action}</source>
        <translation>不同意{name}的申请：{action}</translation>
    </message>
    <message>
        <source>end the live talk through {device}</source>
        <translation>结束经 {device} 的喊话</translation>
    </message>
    <message>
        <source>entries before {before} may go, archive {archive} holds them</source>
        <translation>同意清理第 {before} 条以前的日志，已存档 {archive}</translation>
    </message>
    <message>
        <source>entries before {first} have left the journal for archive {archive}</source>
        <translation>第 {first} 条以前的日志已移入档案 {archive}</translation>
    </message>
    <message>
        <source>filters the alarm queue: {filter}</source>
        <translation>筛选告警队列：{filter}</translation>
    </message>
    <message>
        <source>focus of {thing}: {to}</source>
        <translation>{thing} 聚焦：{to}</translation>
    </message>
    <message>
        <source>for {areas}</source>
        <translation>范围：{areas}</translation>
    </message>
    <message>
        <source>for {thing}</source>
        <translation>所属：{thing}</translation>
    </message>
    <message>
        <source>for: {action}</source>
        <translation>用于：{action}</translation>
    </message>
    <message>
        <source>forwards the alarm to the desk {desk}: {alarm}</source>
        <translation>将告警转交席位 {desk}：{alarm}</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>画面冻结</translation>
    </message>
    <message>
        <source>gives the alarm back: {alarm}</source>
        <translation>放回告警：{alarm}</translation>
    </message>
    <message>
        <source>gives the alarm to {person}, who asked: {alarm}</source>
        <translation>应 {person} 索要让出告警：{alarm}</translation>
    </message>
    <message>
        <source>goes off duty: {shift}</source>
        <translation>签退离岗：{shift}</translation>
    </message>
    <message>
        <source>goes on duty: {shift}</source>
        <translation>签到上岗：{shift}</translation>
    </message>
    <message>
        <source>hands the alarm to {person}: {alarm}</source>
        <translation>将告警交给 {person}：{alarm}</translation>
    </message>
    <message>
        <source>has its link to the core as {role}</source>
        <translation>接入核心，类型：{role}</translation>
    </message>
    <message>
        <source>has proven to be the right person: {factors}</source>
        <translation>身份核验通过：{factors}</translation>
    </message>
    <message>
        <source>has said all that is wrong now; {count} alarms were over</source>
        <translation>重报完成，{count} 条告警已恢复</translation>
    </message>
    <message>
        <source>has the device {device}</source>
        <translation>登记设备：{device}</translation>
    </message>
    <message>
        <source>holds the tour {name} at {seat}</source>
        <translation>暂停 {seat} 的轮巡 {name}</translation>
    </message>
    <message>
        <source>in doubt now: {alarm}</source>
        <translation>待核实：{alarm}</translation>
    </message>
    <message>
        <source>iris of {thing}: {to}</source>
        <translation>{thing} 光圈：{to}</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>内容无法识别</translation>
    </message>
    <message>
        <source>it could not be written</source>
        <translation>无法写入</translation>
    </message>
    <message>
        <source>it had not stopped in order before</source>
        <translation>此前未正常停止</translation>
    </message>
    <message>
        <source>it has to last first</source>
        <translation>须先持续够时</translation>
    </message>
    <message>
        <source>it has to stay normal first</source>
        <translation>须先保持正常够时</translation>
    </message>
    <message>
        <source>it is as long as a clip may be</source>
        <translation>已达片段时长上限</translation>
    </message>
    <message>
        <source>it is counted first</source>
        <translation>先计次数</translation>
    </message>
    <message>
        <source>its clock follows no other</source>
        <translation>时钟未同步</translation>
    </message>
    <message>
        <source>its codec is not supported</source>
        <translation>编码不支持</translation>
    </message>
    <message>
        <source>its log was set back from number {taken} to {head}</source>
        <translation>日志由第 {taken} 号回退到第 {head} 号</translation>
    </message>
    <message>
        <source>its time is wrong</source>
        <translation>时间有误</translation>
    </message>
    <message>
        <source>keep where {thing} looks as preset {number} {name}</source>
        <translation>将 {thing} 当前位置存为预置位 {number} {name}</translation>
    </message>
    <message>
        <source>keeps a picture of {camera}, {width}×{height}, digest {digest}</source>
        <translation>留存 {camera} 的截图，{width}×{height}，摘要 {digest}</translation>
    </message>
    <message>
        <source>keeps as groups of cameras: {groups}</source>
        <translation>保留摄像机收藏分组：{groups}</translation>
    </message>
    <message>
        <source>keeps hold of {thing}</source>
        <translation>继续控制 {thing}</translation>
    </message>
    <message>
        <source>keeps no groups of cameras</source>
        <translation>不再保留摄像机收藏分组</translation>
    </message>
    <message>
        <source>keeps the alarm: {alarm}</source>
        <translation>不让出告警：{alarm}</translation>
    </message>
    <message>
        <source>keeps {count} views of the queue</source>
        <translation>保存队列视图 {count} 个</translation>
    </message>
    <message>
        <source>key {key}</source>
        <translation>密钥 {key}</translation>
    </message>
    <message>
        <source>key {key} takes the place of {before} and seals the journal from here on</source>
        <translation>封签密钥由 {before} 更换为 {key}，此后日志用其封签</translation>
    </message>
    <message>
        <source>late</source>
        <translation>迟答</translation>
    </message>
    <message>
        <source>left out: {cameras}</source>
        <translation>跳过：{cameras}</translation>
    </message>
    <message>
        <source>let go by {by}</source>
        <translation>{by}准予离岗</translation>
    </message>
    <message>
        <source>lets the desk sound again</source>
        <translation>恢复席位声音</translation>
    </message>
    <message>
        <source>lets the tour {name} at {seat} go on</source>
        <translation>继续 {seat} 的轮巡 {name}</translation>
    </message>
    <message>
        <source>lets {name} sign in again after wrong passwords</source>
        <translation>解除{name}的登录锁定</translation>
    </message>
    <message>
        <source>lets {thing} go</source>
        <translation>交还 {thing} 的控制</translation>
    </message>
    <message>
        <source>linkage step {step}: {state}</source>
        <translation>联动步骤“{step}”：{state}</translation>
    </message>
    <message>
        <source>linkages: {linkages}, presence checks: {checks} (missed {missed}), roll calls: {calls}, notes: {notes}, commands refused: {refused}</source>
        <translation>联动 {linkages}，查岗 {checks}（未应答 {missed}），点名 {calls}，值班记事 {notes}，被拒操作 {refused}</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>locks the desk</source>
        <translation>锁定席位</translation>
    </message>
    <message>
        <source>looks at the alarms that {thing} had before</source>
        <translation>查看 {thing} 以往的告警</translation>
    </message>
    <message>
        <source>looks at the newest entries of the record</source>
        <translation>查看最新的审计记录</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>断线</translation>
    </message>
    <message>
        <source>loudspeaker</source>
        <translation>音柱</translation>
    </message>
    <message>
        <source>makes the desk mute for {seconds} s</source>
        <translation>席位静音 {seconds} 秒</translation>
    </message>
    <message>
        <source>moves the map to {lon}, {lat}, zoom {zoom}</source>
        <translation>移动地图至 {lon}, {lat}，级别 {zoom}</translation>
    </message>
    <message>
        <source>moves {thing}</source>
        <translation>转动 {thing}</translation>
    </message>
    <message>
        <source>name in the directory: {value}</source>
        <translation>目录账号：{value}</translation>
    </message>
    <message>
        <source>name: {value}</source>
        <translation>姓名：{value}</translation>
    </message>
    <message>
        <source>new {priority} alarm: {alarm}</source>
        <translation>{priority}告警：{alarm}</translation>
    </message>
    <message>
        <source>newest picture {at}</source>
        <translation>最近画面 {at}</translation>
    </message>
    <message>
        <source>no answer: {positions}</source>
        <translation>未应答：{positions}</translation>
    </message>
    <message>
        <source>no camera is near</source>
        <translation>附近无摄像机</translation>
    </message>
    <message>
        <source>no clip of {camera} is left</source>
        <translation>未留下 {camera} 的片段</translation>
    </message>
    <message>
        <source>no password counts for it: a first one has to be set</source>
        <translation>该账号目前没有有效口令，须设置初始口令</translation>
    </message>
    <message>
        <source>no picture: {cameras}</source>
        <translation>无画面：{cameras}</translation>
    </message>
    <message>
        <source>no rule suppresses the alarm any more: {alarm}</source>
        <translation>告警解除规则抑制：{alarm}</translation>
    </message>
    <message>
        <source>no sound: the loudspeaker does not answer</source>
        <translation>无声音：扬声器无响应</translation>
    </message>
    <message>
        <source>no sound: the loudspeaker&apos;s program fails</source>
        <translation>无声音：播放程序出错</translation>
    </message>
    <message>
        <source>no sound: the loudspeaker&apos;s program is not there</source>
        <translation>无声音：缺少播放程序</translation>
    </message>
    <message>
        <source>no. {number}: {line}</source>
        <translation>第 {number} 个：{line}</translation>
    </message>
    <message>
        <source>nobody has approved what {name} asked for: {action}</source>
        <translation>{name}的申请无人审批，已过期：{action}</translation>
    </message>
    <message>
        <source>nobody has come on duty</source>
        <translation>无人上岗</translation>
    </message>
    <message>
        <source>nobody takes notice, {called} is called: {alarm}</source>
        <translation>无人确认，已提醒{called}：{alarm}</translation>
    </message>
    <message>
        <source>not acknowledged yet</source>
        <translation>尚未确认</translation>
    </message>
    <message>
        <source>not over yet, as told before</source>
        <translation>如前所述，尚未算恢复</translation>
    </message>
    <message>
        <source>not planned</source>
        <translation>未排班</translation>
    </message>
    <message>
        <source>not raised</source>
        <translation>此前未报警</translation>
    </message>
    <message>
        <source>not ready: {positions}</source>
        <translation>未就绪：{positions}</translation>
    </message>
    <message>
        <source>not shown any more</source>
        <translation>不再显示</translation>
    </message>
    <message>
        <source>not signed by a key of ours</source>
        <translation>非本中心密钥签署</translation>
    </message>
    <message>
        <source>not since {since}: {reason}</source>
        <translation>自 {since} 起无法写入：{reason}</translation>
    </message>
    <message>
        <source>obeys {actions}</source>
        <translation>可执行：{actions}</translation>
    </message>
    <message>
        <source>on duty: {people}</source>
        <translation>在岗：{people}</translation>
    </message>
    <message>
        <source>opens the account of {name} again</source>
        <translation>启用{name}的账号</translation>
    </message>
    <message>
        <source>opens the alarm: {alarm}</source>
        <translation>查看告警：{alarm}</translation>
    </message>
    <message>
        <source>opens the camera {camera}</source>
        <translation>调看摄像机：{camera}</translation>
    </message>
    <message>
        <source>opens the restricted camera {camera}: {purpose}</source>
        <translation>打开受限摄像机 {camera}：{purpose}</translation>
    </message>
    <message>
        <source>orders: {order}</source>
        <translation>下令：{order}</translation>
    </message>
    <message>
        <source>over before it became an alarm</source>
        <translation>未成告警即已恢复</translation>
    </message>
    <message>
        <source>over for so long that it is let go: {alarm}</source>
        <translation>恢复已久，自动结束：{alarm}</translation>
    </message>
    <message>
        <source>plan of shifts: {kinds}; at least {minimum} on duty</source>
        <translation>班次计划：{kinds}，至少 {minimum} 人在岗</translation>
    </message>
    <message>
        <source>plans for {shift}: {people}</source>
        <translation>排班 {shift}：{people}</translation>
    </message>
    <message>
        <source>plans nobody for {shift}</source>
        <translation>撤销排班：{shift}</translation>
    </message>
    <message>
        <source>positions: {value}</source>
        <translation>岗位：{value}</translation>
    </message>
    <message>
        <source>presence check of {name}: NOT answered</source>
        <translation>在岗抽查 {name}：未应答</translation>
    </message>
    <message>
        <source>presence check of {name}: answered in time</source>
        <translation>在岗抽查 {name}：按时应答</translation>
    </message>
    <message>
        <source>presence check of {name}: answered late</source>
        <translation>在岗抽查 {name}：迟答</translation>
    </message>
    <message>
        <source>presence check of {name}: does not count</source>
        <translation>在岗抽查 {name}：免查</translation>
    </message>
    <message>
        <source>presence check of {name}: settled by {by}</source>
        <translation>在岗抽查 {name}：{by}已销项</translation>
    </message>
    <message>
        <source>presence check of {name}: waits for an answer</source>
        <translation>在岗抽查 {name}：待应答</translation>
    </message>
    <message>
        <source>presence check: {name} has to answer until {until}</source>
        <translation>在岗抽查：{name}须在 {until} 前应答</translation>
    </message>
    <message>
        <source>puts the wall back to the daily view</source>
        <translation>大屏恢复日常画面</translation>
    </message>
    <message>
        <source>record {n} of the journal of {seat} follows another one than is known</source>
        <translation>席位 {seat} 的第 {n} 条记录与此前不衔接</translation>
    </message>
    <message>
        <source>record {n} of the journal of {seat} was another one before</source>
        <translation>席位 {seat} 的第 {n} 条记录与此前不同</translation>
    </message>
    <message>
        <source>records before number {n} are missing in the journal of {seat}</source>
        <translation>席位 {seat} 第 {n} 条以前的记录缺失</translation>
    </message>
    <message>
        <source>refresh had not begun</source>
        <translation>重报未开始</translation>
    </message>
    <message>
        <source>refused, wrong user or password</source>
        <translation>拒绝访问，用户名或口令错误</translation>
    </message>
    <message>
        <source>refused: {action} – {reason}</source>
        <translation>拒绝“{action}”：{reason}</translation>
    </message>
    <message>
        <source>remarks on the handover: {text}</source>
        <translation>交接补充说明：{text}</translation>
    </message>
    <message>
        <source>remove preset {number} of {thing}</source>
        <translation>删除 {thing} 的预置位 {number}</translation>
    </message>
    <message>
        <source>removes the bookmark in {camera} at {at}</source>
        <translation>删除 {camera} 在 {at} 的标记</translation>
    </message>
    <message>
        <source>removes the tour {name}</source>
        <translation>删除轮巡 {name}</translation>
    </message>
    <message>
        <source>reports: {event}</source>
        <translation>上报：{event}</translation>
    </message>
    <message>
        <source>resets the latched alarm: {alarm}</source>
        <translation>复位锁定的告警：{alarm}</translation>
    </message>
    <message>
        <source>returns the alarm to service: {alarm}</source>
        <translation>恢复启用告警：{alarm}</translation>
    </message>
    <message>
        <source>roll call over: all {count} are ready</source>
        <translation>点名结束：{count} 个岗位全部就绪</translation>
    </message>
    <message>
        <source>roll call over: {count} of {all} have answered</source>
        <translation>点名结束：{count}/{all} 已应答</translation>
    </message>
    <message>
        <source>roll call settled by {by}: {reason}</source>
        <translation>{by}销项点名：{reason}</translation>
    </message>
    <message>
        <source>roll call: {position} is NOT ready</source>
        <translation>点名：{position}未就绪</translation>
    </message>
    <message>
        <source>roll call: {position} is ready</source>
        <translation>点名：{position}就绪</translation>
    </message>
    <message>
        <source>round {round} of the tour {name}: {shown} cameras in {seconds} s</source>
        <translation>轮巡 {name} 第 {round} 轮：{shown} 路摄像机，用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>say through {device}: {text}</source>
        <translation>经 {device} 播放：{text}</translation>
    </message>
    <message>
        <source>says again how {count} cameras are</source>
        <translation>重复上报 {count} 路摄像机的状态</translation>
    </message>
    <message>
        <source>searches the record: {wanted}</source>
        <translation>查询审计记录：{wanted}</translation>
    </message>
    <message>
        <source>selects the alarm: {alarm}</source>
        <translation>选中告警：{alarm}</translation>
    </message>
    <message>
        <source>sets a bookmark in {camera} at {at}</source>
        <translation>在 {camera} 的 {at} 处设置标记</translation>
    </message>
    <message>
        <source>sets a password for {name}</source>
        <translation>为{name}设置口令</translation>
    </message>
    <message>
        <source>sets up the account of {name} ({number}): {roles}</source>
        <translation>建立账号：{name}（{number}），岗位：{roles}</translation>
    </message>
    <message>
        <source>shelves the alarm for {minutes} min ({reason}): {alarm}</source>
        <translation>搁置告警 {minutes} 分钟（{reason}）：{alarm}</translation>
    </message>
    <message>
        <source>signs in as {role}</source>
        <translation>登录，岗位：{role}</translation>
    </message>
    <message>
        <source>signs out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>signs: hands the shift over (fingerprint {digest})</source>
        <translation>签字交班（摘要 {digest}）</translation>
    </message>
    <message>
        <source>signs: takes the shift over (fingerprint {digest})</source>
        <translation>签字接班（摘要 {digest}）</translation>
    </message>
    <message>
        <source>somebody unknown</source>
        <translation>不明来源</translation>
    </message>
    <message>
        <source>somebody unknown gave a name that is none, or a wrong password</source>
        <translation>登录失败：账号不存在或口令错误</translation>
    </message>
    <message>
        <source>staff number: {value}</source>
        <translation>工号：{value}</translation>
    </message>
    <message>
        <source>starts the one-key linkage: {alarm}, {count} steps ({steps})</source>
        <translation>启动一键联动：{alarm}，共 {count} 步（{steps}）</translation>
    </message>
    <message>
        <source>starts the tour {name} at {seat}</source>
        <translation>在 {seat} 开始轮巡 {name}</translation>
    </message>
    <message>
        <source>stays after the first sign-in</source>
        <translation>首次登录后不必更改</translation>
    </message>
    <message>
        <source>stop {thing}</source>
        <translation>停止转动 {thing}</translation>
    </message>
    <message>
        <source>stops the account of {name}</source>
        <translation>停用{name}的账号</translation>
    </message>
    <message>
        <source>stops the tour {name} at {seat}</source>
        <translation>停止 {seat} 的轮巡 {name}</translation>
    </message>
    <message>
        <source>stops {thing}: {moves} moves in {seconds} s</source>
        <translation>停止转动 {thing}：{seconds} 秒内 {moves} 次动作</translation>
    </message>
    <message>
        <source>taken in late</source>
        <translation>迟到的数据</translation>
    </message>
    <message>
        <source>takes back the acknowledgement of the {priority} alarm: {alarm}</source>
        <translation>撤回对{priority}告警的确认：{alarm}</translation>
    </message>
    <message>
        <source>takes back the request of {name}: {action}</source>
        <translation>撤回{name}的申请：{action}</translation>
    </message>
    <message>
        <source>takes event {entry} of {source} in from quarantine</source>
        <translation>重新接收{source}的第 {entry} 条隔离数据</translation>
    </message>
    <message>
        <source>takes hold of {thing}</source>
        <translation>取得 {thing} 的控制</translation>
    </message>
    <message>
        <source>takes the alarm out of service under the permit {permit}: {alarm}</source>
        <translation>凭作业许可 {permit} 停用告警：{alarm}</translation>
    </message>
    <message>
        <source>takes the alarm: {alarm}</source>
        <translation>接手告警：{alarm}</translation>
    </message>
    <message>
        <source>takes the tick off step {step} of what there is to do: {alarm}</source>
        <translation>取消勾选处置要点第 {step} 步：{alarm}</translation>
    </message>
    <message>
        <source>takes {thing} from {loser}</source>
        <translation>从 {loser} 接管 {thing}</translation>
    </message>
    <message>
        <source>talk live through {device}</source>
        <translation>经 {device} 喊话</translation>
    </message>
    <message>
        <source>the account of {name} is now: {roles}</source>
        <translation>修改账号：{name}，岗位：{roles}</translation>
    </message>
    <message>
        <source>the camera {camera} is listed</source>
        <translation>登记摄像机：{camera}</translation>
    </message>
    <message>
        <source>the camera {camera} is taken off the list</source>
        <translation>移除摄像机：{camera}</translation>
    </message>
    <message>
        <source>the centre has no plan of shifts any more</source>
        <translation>取消班次计划</translation>
    </message>
    <message>
        <source>the clock was set: {seconds} s</source>
        <translation>时钟被调整 {seconds} 秒</translation>
    </message>
    <message>
        <source>the core starts: version {version}, journal of {size} entries</source>
        <translation>核心启动：版本 {version}，日志 {size} 条</translation>
    </message>
    <message>
        <source>the core stops in order</source>
        <translation>核心正常停止</translation>
    </message>
    <message>
        <source>the core {holder} writes the journal from here on, term {epoch}</source>
        <translation>核心 {holder} 自此写入日志，第 {epoch} 任</translation>
    </message>
    <message>
        <source>the desk of {name} is locked</source>
        <translation>{name}的席位已锁定</translation>
    </message>
    <message>
        <source>the desk of {name} is locked, nobody talks through {thing} any more</source>
        <translation>{name}的席位已锁定，{thing}的喊话结束</translation>
    </message>
    <message>
        <source>the desks of the centre: {desks}</source>
        <translation>本中心的席位队列：{desks}</translation>
    </message>
    <message>
        <source>the directory checks the password, as that of {login}</source>
        <translation>口令由目录服务核对，其中名称为 {login}</translation>
    </message>
    <message>
        <source>the disk is nearly full</source>
        <translation>磁盘将满</translation>
    </message>
    <message>
        <source>the entries before {value} leave the journal</source>
        <translation>{value} 号之前的条目将移出日志</translation>
    </message>
    <message>
        <source>the export has failed: {reason}</source>
        <translation>导出失败：{reason}</translation>
    </message>
    <message>
        <source>the export is written: {entries} entries, digest {digest}</source>
        <translation>导出完成：{entries} 条，摘要 {digest}</translation>
    </message>
    <message>
        <source>the first password: {value}</source>
        <translation>初始口令：{value}</translation>
    </message>
    <message>
        <source>the first pictures are there {seconds} s after the start</source>
        <translation>启动后 {seconds} 秒出画面</translation>
    </message>
    <message>
        <source>the journal can be written again</source>
        <translation>日志恢复写入</translation>
    </message>
    <message>
        <source>the journal goes on with a new seal, though not all of it was written by the core; log {log}</source>
        <translation>日志以新的封签继续，其中有内容不是核心所写；日志 {log}</translation>
    </message>
    <message>
        <source>the journal goes on with a new seal: the key of log {log} was lost</source>
        <translation>日志改用新封签：原日志 {log} 的密钥丢失</translation>
    </message>
    <message>
        <source>the journal goes on without what was sealed up to entry {size}; log {log}</source>
        <translation>日志恢复启用，缺少原日志 {log} 至第 {size} 条的封签内容</translation>
    </message>
    <message>
        <source>the journal is backed up: {entries} entries, digest {digest}</source>
        <translation>日志已备份：{entries} 条，摘要 {digest}</translation>
    </message>
    <message>
        <source>the journal is sealed by key {key} from here on</source>
        <translation>日志自此由密钥 {key} 封签</translation>
    </message>
    <message>
        <source>the loudspeaker works again</source>
        <translation>扬声器已恢复</translation>
    </message>
    <message>
        <source>the map is not there yet</source>
        <translation>地图尚未到位</translation>
    </message>
    <message>
        <source>the picture does not change</source>
        <translation>画面静止</translation>
    </message>
    <message>
        <source>the picture was lost</source>
        <translation>画面丢失</translation>
    </message>
    <message>
        <source>the rule {rule} keeps an event from the queue: {event} ({reason})</source>
        <translation>规则 {rule} 使事件暂不入队：{event}（{reason}）</translation>
    </message>
    <message>
        <source>the rule {rule} suppresses the alarm: {alarm}</source>
        <translation>规则 {rule} 抑制告警：{alarm}</translation>
    </message>
    <message>
        <source>the rules have {count} things in mind no more, which came to nothing</source>
        <translation>规则不再记着 {count} 项，均未成告警</translation>
    </message>
    <message>
        <source>the seat&apos;s program ended meanwhile</source>
        <translation>其间席位程序已退出</translation>
    </message>
    <message>
        <source>the shelf is over, the alarm is back: {alarm}</source>
        <translation>搁置到期，告警恢复：{alarm}</translation>
    </message>
    <message>
        <source>the shift is handed over: {count} items, from {giver} to {taker}</source>
        <translation>交接完成：{count} 项，{giver} 交 {taker}</translation>
    </message>
    <message>
        <source>the source is asked what is wrong now</source>
        <translation>已要求数据源重报</translation>
    </message>
    <message>
        <source>the source may not publish this</source>
        <translation>该数据源无权上报此类数据</translation>
    </message>
    <message>
        <source>the stored password of {name} was changed behind the core&apos;s back</source>
        <translation>{name}的口令数据被绕过系统改动</translation>
    </message>
    <message>
        <source>the tile was closed</source>
        <translation>窗格已关闭</translation>
    </message>
    <message>
        <source>the time of {name} with {thing} is over</source>
        <translation>{name} 对 {thing} 的控制到时</translation>
    </message>
    <message>
        <source>the tour {name} at {seat} ends, for it is removed</source>
        <translation>{seat} 的轮巡 {name} 因被删除而结束</translation>
    </message>
    <message>
        <source>the tour {name} at {seat} is over, its time has passed</source>
        <translation>{seat} 的轮巡 {name} 到时结束</translation>
    </message>
    <message>
        <source>the tour {name} at {seat} makes room for another</source>
        <translation>{seat} 的轮巡 {name} 被另一个替换</translation>
    </message>
    <message>
        <source>the wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>the wall shows all {wanted} cameras</source>
        <translation>大屏显示全部 {wanted} 路摄像机</translation>
    </message>
    <message>
        <source>the wall shows the daily view</source>
        <translation>大屏显示日常画面</translation>
    </message>
    <message>
        <source>the wall shows {playing} of {wanted} cameras</source>
        <translation>大屏显示 {wanted} 路摄像机中的 {playing} 路</translation>
    </message>
    <message>
        <source>there are too many already</source>
        <translation>数量已达上限</translation>
    </message>
    <message>
        <source>there is more than is told here</source>
        <translation>还有更多，此处未全部列出</translation>
    </message>
    <message>
        <source>ticks off step {step} of what there is to do: {alarm}</source>
        <translation>勾选处置要点第 {step} 步：{alarm}</translation>
    </message>
    <message>
        <source>to be changed at the first sign-in</source>
        <translation>首次登录须修改</translation>
    </message>
    <message>
        <source>tries the sounds of the desk</source>
        <translation>试听席位告警声</translation>
    </message>
    <message>
        <source>trusts the key {key} of the {kind} {name}</source>
        <translation>信任密钥 {key}：{kind} {name}</translation>
    </message>
    <message>
        <source>trusts the key {key} of the {kind} {name} no more</source>
        <translation>吊销密钥 {key}：{kind} {name}</translation>
    </message>
    <message>
        <source>turn {thing} to preset {number} {name}</source>
        <translation>{thing} 转到预置位 {number} {name}</translation>
    </message>
    <message>
        <source>turns the wall: {alarm}</source>
        <translation>大屏转向：{alarm}</translation>
    </message>
    <message>
        <source>unacknowledged</source>
        <translation>未确认</translation>
    </message>
    <message>
        <source>unlocks the desk</source>
        <translation>解锁席位</translation>
    </message>
    <message>
        <source>unlocks the desk of {name}: {reason}</source>
        <translation>解锁{name}的席位：{reason}</translation>
    </message>
    <message>
        <source>unshelves the alarm: {alarm}</source>
        <translation>取消搁置告警：{alarm}</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>which was all of it</source>
        <translation>原日志已完整</translation>
    </message>
    <message>
        <source>who had it has left, {person} asked for it and has it: {alarm}</source>
        <translation>承办人已离开，由索要者 {person} 接手：{alarm}</translation>
    </message>
    <message>
        <source>who had the alarm has left, it is free: {alarm}</source>
        <translation>承办人已离开，告警待接手：{alarm}</translation>
    </message>
    <message>
        <source>who was none of the three administrators until now gets a new first password, by two persons</source>
        <translation>此前不是三员的，原口令作废，须经两人另设初始口令</translation>
    </message>
    <message>
        <source>wiper of {thing}: {on}</source>
        <translation>{thing} 雨刷：{on}</translation>
    </message>
    <message>
        <source>within its limits</source>
        <translation>在限值之内</translation>
    </message>
    <message>
        <source>writes a note for the shift: {text}</source>
        <translation>写备忘：{text}</translation>
    </message>
    <message>
        <source>written {at}, told late</source>
        <translation>写于 {at}，补报</translation>
    </message>
    <message>
        <source>wrong password or code for {name}</source>
        <translation>登录失败：{name}的口令或动态码错误</translation>
    </message>
    <message>
        <source>{action} to {thing}</source>
        <translation>对 {thing} 执行 {action}</translation>
    </message>
    <message>
        <source>{before} until now</source>
        <translation>原为 {before}</translation>
    </message>
    <message>
        <source>{count} attempts at {seat} came too soon after wrong ones</source>
        <translation>席位 {seat} 登录过于频繁，{count} 次未受理</translation>
    </message>
    <message>
        <source>{count} cameras: {cameras}</source>
        <translation>{count} 路摄像机：{cameras}</translation>
    </message>
    <message>
        <source>{count} events are lost for ever: numbers {first} to {last}</source>
        <translation>丢失 {count} 条数据：第 {first} 至 {last} 号</translation>
    </message>
    <message>
        <source>{count} times</source>
        <translation>{count} 次</translation>
    </message>
    <message>
        <source>{count} times in a row</source>
        <translation>连续第 {count} 次</translation>
    </message>
    <message>
        <source>{count} times so far</source>
        <translation>累计 {count} 次</translation>
    </message>
    <message>
        <source>{failed} of them not done</source>
        <translation>其中 {failed} 次未执行</translation>
    </message>
    <message>
        <source>{name} at {seat}, {role}</source>
        <translation>{name} · 席位 {seat} · {role}</translation>
    </message>
    <message>
        <source>{name} has seen what the codes are made from</source>
        <translation>{name} 见过验证码的密钥</translation>
    </message>
    <message>
        <source>{name} is signed out and holds {thing} no more</source>
        <translation>{name} 已退出，不再控制 {thing}</translation>
    </message>
    <message>
        <source>{name} is signed out at {seat}: after 12 hours one signs in anew</source>
        <translation>{name}在 {seat} 的登录满 12 小时，自动退出</translation>
    </message>
    <message>
        <source>{name} is signed out at {seat}: position, account or key was withdrawn</source>
        <translation>{name}在 {seat} 被退出：岗位、账号或密钥已撤销</translation>
    </message>
    <message>
        <source>{name} is signed out at {seat}: the desk was silent for 10 minutes</source>
        <translation>{name}在 {seat} 的登录退出：席位失联 10 分钟</translation>
    </message>
    <message>
        <source>{name} is signed out: somebody else signs in here</source>
        <translation>{name}退出：他人在此登录</translation>
    </message>
    <message>
        <source>{name} knows this password until its holder has chosen another one</source>
        <translation>本人自设新口令之前，{name} 知道此口令</translation>
    </message>
    <message>
        <source>{name} needs no one-time codes any more</source>
        <translation>{name}不再使用动态码</translation>
    </message>
    <message>
        <source>{name} signs in with one-time codes from now on</source>
        <translation>{name}启用动态码</translation>
    </message>
    <message>
        <source>{name} {value}</source>
        <translation>{name}为 {value}</translation>
    </message>
    <message>
        <source>{others} that are not in it any more</source>
        <translation>另有 {others} 路已不在该轮巡中</translation>
    </message>
    <message>
        <source>{person} asked and nobody said no, so has the alarm: {alarm}</source>
        <translation>{person} 索要而无人拒绝，告警归其承办：{alarm}</translation>
    </message>
    <message>
        <source>{playing} of {wanted} cameras are shown</source>
        <translation>{wanted} 路摄像机中 {playing} 路有画面</translation>
    </message>
    <message>
        <source>{priority} alarm calls again, it was acknowledged long ago: {alarm}</source>
        <translation>{priority}告警确认已久仍未恢复，再次提示：{alarm}</translation>
    </message>
    <message>
        <source>{priority} alarm reported again: {alarm}</source>
        <translation>{priority}告警再次上报：{alarm}</translation>
    </message>
    <message>
        <source>{priority} alarm waits for somebody to take notice: {alarm}</source>
        <translation>{priority}告警等待确认：{alarm}</translation>
    </message>
    <message>
        <source>{seat} has begun another journal of its own</source>
        <translation>席位 {seat} 启用了新的本地记录</translation>
    </message>
    <message>
        <source>{seat} keeps a seal that does not fit this journal</source>
        <translation>席位 {seat} 保存的封签与本日志不符</translation>
    </message>
    <message>
        <source>{seat} sent record {n} of another seat&apos;s journal: not taken</source>
        <translation>席位 {seat} 送来其他席位的第 {n} 条记录，未采纳</translation>
    </message>
    <message>
        <source>{seat} witnesses the seal with key {key}</source>
        <translation>席位 {seat} 以密钥 {key} 见证封签</translation>
    </message>
    <message>
        <source>{state}, the picture was {seconds} s old</source>
        <translation>{state}，画面为 {seconds} 秒前</translation>
    </message>
    <message>
        <source>{thing} is stopped, its hold is over: {moves} moves in {seconds} s</source>
        <translation>控制结束，停止转动 {thing}：{seconds} 秒内 {moves} 次动作</translation>
    </message>
    <message>
        <source>{thing} is stopped: the core was restarted, how many moves is not known</source>
        <translation>核心重启，停止转动 {thing}：动作次数不详</translation>
    </message>
    <message>
        <source>{thing} stands still: {moves} moves in {seconds} s</source>
        <translation>{thing} 已停转：{seconds} 秒内 {moves} 次动作</translation>
    </message>
    <message>
        <source>{times} such reports in a row</source>
        <translation>连续 {times} 次</translation>
    </message>
    <message>
        <source>{who} was not let in: {reason}</source>
        <translation>拒绝{who}接入：{reason}</translation>
    </message>
</context>
<context>
    <name>trouble</name>
    <message>
        <source>(what the source sends by itself is looked at too)</source>
        <translation>（数据源自行发送的内容同样检查）</translation>
    </message>
    <message>
        <source>A PDF holds {most} entries at most, and these are {count}.</source>
        <translation>PDF 最多 {most} 条，现有 {count} 条。</translation>
    </message>
    <message>
        <source>A clip {file} is being recorded already.</source>
        <translation>录像 {file} 已在录制中。</translation>
    </message>
    <message>
        <source>A core runs on the data folder {folder}: nobody is recovered beside it.</source>
        <translation>数据目录 {folder} 上有核心正在运行，此时不能重置账号。</translation>
    </message>
    <message>
        <source>A directory checks the password of {account}, and this core&apos;s settings name none.</source>
        <translation>{account} 的口令由目录服务核对，而本核心的设置中没有目录服务。</translation>
    </message>
    <message>
        <source>A handover holds {count} remarks at most.</source>
        <translation>一次交接班最多 {count} 条补充。</translation>
    </message>
    <message>
        <source>A handover is open already.</source>
        <translation>已有交接班正在进行。</translation>
    </message>
    <message>
        <source>A journal in SQLite has no standby: only one machine can open it.</source>
        <translation>SQLite 日志没有备用核心：只能由一台机器打开。</translation>
    </message>
    <message>
        <source>A linkage that runs uses {device}: wait until it has its answer.</source>
        <translation>运行中的联动正在使用 {device}：请等它得到应答。</translation>
    </message>
    <message>
        <source>A name in the directory is one line of at most {count} characters.</source>
        <translation>目录中的名称为一行，至多 {count} 个字符。</translation>
    </message>
    <message>
        <source>A name is one line of at most {count} characters.</source>
        <translation>姓名为一行，最多 {count} 个字符。</translation>
    </message>
    <message>
        <source>A password has 12 characters or more, or 8 with three of: small letters, capital letters, digits, others.</source>
        <translation>口令至少 12 个字符，或至少 8 个字符且含小写、大写、数字、其他字符中的三类。</translation>
    </message>
    <message>
        <source>A password has at most 128 characters, and none that cannot be seen.</source>
        <translation>口令最多 128 个字符，且不得含不可见字符。</translation>
    </message>
    <message>
        <source>A recording is played into a folder of its own: name one with --data; an empty one is set up by itself.</source>
        <translation>录制内容须回放到独立的目录：用 --data 指定；空目录会自动设置。</translation>
    </message>
    <message>
        <source>A roll call asks at least one position, and each only once.</source>
        <translation>点名至少一个岗位，且岗位不得重复。</translation>
    </message>
    <message>
        <source>A second person has to agree to this, and no core runs that could keep the new password until then.</source>
        <translation>此操作须另一人同意，而核心未运行，无法在此期间保管新口令。</translation>
    </message>
    <message>
        <source>A shelf lasts from 1 to {longest} minutes for this type, not {minutes}.</source>
        <translation>此类告警可搁置 1 至 {longest} 分钟，不能是 {minutes} 分钟。</translation>
    </message>
    <message>
        <source>A shift is named by the day on which it begins, as 2026-11-22/{first}.</source>
        <translation>班次以开始日期命名，如 2026-11-22/{first}。</translation>
    </message>
    <message>
        <source>A system administrator has to ask for this, and an auditor agree.</source>
        <translation>须由系统管理员提出，并由审计管理员同意。</translation>
    </message>
    <message>
        <source>Alarm {alarm} came again meanwhile: look, and acknowledge it again.</source>
        <translation>告警 {alarm} 其间再次发生，请查看后重新确认。</translation>
    </message>
    <message>
        <source>Alarm {alarm} has changed since you saw it: it is {state} now.</source>
        <translation>告警 {alarm} 在您查看之后已变化，现为{state}。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is no finding that still stands.</source>
        <translation>告警 {alarm} 不是尚未结束的轮巡发现。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is not open.</source>
        <translation>告警 {alarm} 不在当前队列。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is out of service under the permit {permit}.</source>
        <translation>告警 {alarm} 已凭作业许可 {permit} 停用。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is shelved by {person}. Unshelve it first.</source>
        <translation>告警 {alarm} 已由 {person} 搁置，请先取消搁置。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is suppressed by the rule {rule}; it comes back by itself.</source>
        <translation>告警 {alarm} 被规则 {rule} 抑制，会自行恢复。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is suppressed by the rule {rule}; nobody ends that by hand.</source>
        <translation>告警 {alarm} 被规则 {rule} 抑制，不能人工解除。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is with {person} already.</source>
        <translation>告警 {alarm} 已由 {person} 承办。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is with {person}.</source>
        <translation>告警 {alarm} 正由 {person} 承办。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}, not out of service.</source>
        <translation>告警 {alarm} {state}，并未停用。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}, not shelved.</source>
        <translation>告警 {alarm} {state}，并未搁置。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}, not suppressed.</source>
        <translation>告警 {alarm} {state}，并未被抑制。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}: its time has no meaning any more.</source>
        <translation>告警 {alarm} {state}，其定时已失效。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}: only one that is over and latched can be reset.</source>
        <translation>告警 {alarm} {state}；只有已恢复且锁定的告警才能复位。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is {state}: there is no acknowledgement to take back.</source>
        <translation>告警 {alarm} {state}，没有可撤回的确认。</translation>
    </message>
    <message>
        <source>Alarm {alarm} lies there already.</source>
        <translation>告警 {alarm} 本就在该席位。</translation>
    </message>
    <message>
        <source>Alarm {alarm} was already acknowledged by {person}.</source>
        <translation>告警 {alarm} 已由 {person} 确认。</translation>
    </message>
    <message>
        <source>Alarm {alarm} was over meanwhile: this was not done.</source>
        <translation>告警 {alarm} 其间已恢复，本操作未执行。</translation>
    </message>
    <message>
        <source>Alarms of the type {type} are never hidden.</source>
        <translation>{type} 类告警不允许隐藏。</translation>
    </message>
    <message>
        <source>All that was kept at this seat has been told.</source>
        <translation>本席保存的操作已全部上报。</translation>
    </message>
    <message>
        <source>An alarm goes out of service only under a permit.</source>
        <translation>停用告警须凭作业许可。</translation>
    </message>
    <message>
        <source>An alarm is shelved only with a reason.</source>
        <translation>搁置告警须说明原因。</translation>
    </message>
    <message>
        <source>An auditor has to agree to this.</source>
        <translation>须由审计管理员同意。</translation>
    </message>
    <message>
        <source>Another core is running on the data folder {folder}.</source>
        <translation>数据目录 {folder} 上已有核心在运行。</translation>
    </message>
    <message>
        <source>Another person has to agree than {person}.</source>
        <translation>须由 {person} 以外的另一人同意。</translation>
    </message>
    <message>
        <source>Another program holds the core&apos;s journal and nothing is recorded: end it, work then goes on by itself.</source>
        <translation>核心日志被其他程序占用，当前无法记录。请结束该程序，之后自动恢复。</translation>
    </message>
    <message>
        <source>Another program holds the journal {file}.</source>
        <translation>日志 {file} 正被另一程序占用。</translation>
    </message>
    <message>
        <source>Another program holds the search index {file}.</source>
        <translation>检索索引 {file} 正被另一程序占用。</translation>
    </message>
    <message>
        <source>Another reason has to be said in words.</source>
        <translation>选“其他”时须写明原因。</translation>
    </message>
    <message>
        <source>Another session has to agree.</source>
        <translation>须由另一登录会话同意。</translation>
    </message>
    <message>
        <source>Ask for it: unless its holder says no within 15 seconds, it is yours.</source>
        <translation>可索要：对方 15 秒内不拒绝即归您。</translation>
    </message>
    <message>
        <source>Choose a new password first: yours was set by somebody, or is old.</source>
        <translation>请先修改口令：现口令由他人设置或已过期。</translation>
    </message>
    <message>
        <source>Choose one: chattering, stale, faulty, works or other.</source>
        <translation>请选一项：频繁抖动、长期滞留、设备故障、现场施工或其他。</translation>
    </message>
    <message>
        <source>Copy keys/ from the data folder of the core that leads, or from a backup. If they are lost: core --accept-restored makes new ones; the journal then says so.</source>
        <translation>请从主用核心的数据目录或备份中复制 keys/。若已遗失：用 core --accept-restored 新建，日志会注明。</translation>
    </message>
    <message>
        <source>Core and seat are of different versions: install the same at both.</source>
        <translation>核心与席位版本不同：请安装同一版本。</translation>
    </message>
    <message>
        <source>Correct that file, or restore it from a backup; then start again.</source>
        <translation>请改正该文件，或从备份恢复，然后重新启动。</translation>
    </message>
    <message>
        <source>Correct that place and start again; columns are name, place, address.</source>
        <translation>请更正该处后重新启动；各列依次为名称、位置、地址。</translation>
    </message>
    <message>
        <source>Correct that place, or move the file away to start with the defaults.</source>
        <translation>请更正该处；或移走该文件，以默认设置启动。</translation>
    </message>
    <message>
        <source>Correct that place; `rules check` looks at a file without starting anything.</source>
        <translation>请改正该处；`rules check` 可只检查文件而不启动任何东西。</translation>
    </message>
    <message>
        <source>Correct that place; columns are account, name, person, roles, areas, cameras.</source>
        <translation>请改正该处；各列为账号、姓名、工号、岗位、区域、摄像机。</translation>
    </message>
    <message>
        <source>Correct that place; columns are day, shift, person, name, position, leader.</source>
        <translation>请改正该处；各列为日期、班次、工号、姓名、岗位、带班。</translation>
    </message>
    <message>
        <source>Correct that place; nothing of the file was taken in.</source>
        <translation>请改正该处；文件内容均未写入。</translation>
    </message>
    <message>
        <source>Correct that; a secret file is readable by its owner only (chmod 600).</source>
        <translation>请更正；保密文件只能由其所有者读取（chmod 600）。</translation>
    </message>
    <message>
        <source>Correct {variable}, which names it, or unset it and type the password.</source>
        <translation>请更正环境变量 {variable}，或取消它后由键盘输入口令。</translation>
    </message>
    <message>
        <source>Do it in that user&apos;s name, at the core&apos;s machine.</source>
        <translation>请在核心主机上以该用户身份执行。</translation>
    </message>
    <message>
        <source>Duty begins in person, at a seat.</source>
        <translation>须本人到席位签到。</translation>
    </message>
    <message>
        <source>End that program, or wait for it; then try again.</source>
        <translation>请结束该程序或等它完成，然后重试。</translation>
    </message>
    <message>
        <source>Entry {entry} tells of it and is not sealed in the second place yet: nothing has gone.</source>
        <translation>记载此事的条目 {entry} 尚未在第二存放处封存：没有移走任何条目。</translation>
    </message>
    <message>
        <source>Entry {seq} is missing in the journal: verify it.</source>
        <translation>日志缺少第 {seq} 条，请进行验证。</translation>
    </message>
    <message>
        <source>Entry {seq} of the journal cannot be read: {reason}</source>
        <translation>日志第 {seq} 条无法读取：{reason}</translation>
    </message>
    <message>
        <source>Favourites belong to an account: sign in at a desk.</source>
        <translation>收藏分组属于账号：请先在席位登录。</translation>
    </message>
    <message>
        <source>Give the number of the permit to work.</source>
        <translation>请填写作业许可编号。</translation>
    </message>
    <message>
        <source>Give the right user and password in its address, or in a password file.</source>
        <translation>请在地址或口令文件中填写正确的用户和口令。</translation>
    </message>
    <message>
        <source>Group {number} has {count} cameras, and there is room for {most}.</source>
        <translation>第 {number} 组有 {count} 路摄像机，上限 {most} 路。</translation>
    </message>
    <message>
        <source>Group {number}: a name is one line of 1 to {count} characters that can be shown.</source>
        <translation>第 {number} 组：名称须为一行、1 至 {count} 个可显示的字符。</translation>
    </message>
    <message>
        <source>Group {number}: another one is called {name} already.</source>
        <translation>第 {number} 组：已有名为“{name}”的分组。</translation>
    </message>
    <message>
        <source>Group {number}: camera {camera} lies outside the areas granted.</source>
        <translation>第 {number} 组：摄像机 {camera} 不在授权范围内。</translation>
    </message>
    <message>
        <source>Group {number}: camera {camera} stands there twice.</source>
        <translation>第 {number} 组：摄像机 {camera} 重复。</translation>
    </message>
    <message>
        <source>Group {number}: there is no camera {camera}.</source>
        <translation>第 {number} 组：没有摄像机 {camera}。</translation>
    </message>
    <message>
        <source>Have one of them do it: `people lift ACCOUNT --as THEIRS`.</source>
        <translation>请其中一人执行：`people lift 账号 --as 其账号`。</translation>
    </message>
    <message>
        <source>How the centre was at entry {seq} is not known.</source>
        <translation>无法得知第 {seq} 条日志时的状况。</translation>
    </message>
    <message>
        <source>Install that version, or name another folder with --data.</source>
        <translation>请安装该版本，或用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>Install the package {package} (make setup does it), or run on a desktop.</source>
        <translation>请安装软件包 {package}（make setup 会自动安装），或在桌面环境中运行。</translation>
    </message>
    <message>
        <source>Install the package {package} (make setup does it).</source>
        <translation>请安装软件包 {package}（make setup 会安装）。</translation>
    </message>
    <message>
        <source>It cannot be forgotten: {reason}</source>
        <translation>无法清除：{reason}</translation>
    </message>
    <message>
        <source>It is damaged: restore it from a backup, and do not start a core on it.</source>
        <translation>文件已损坏：请从备份恢复，不要在其上启动核心。</translation>
    </message>
    <message>
        <source>It is postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE.</source>
        <translation>格式为 postgresql+psycopg://用户:口令@主机:端口/数据库。</translation>
    </message>
    <message>
        <source>It is your own session: unlock it with your password.</source>
        <translation>这是您本人的登录：请用本人口令解锁。</translation>
    </message>
    <message>
        <source>It names: {known}</source>
        <translation>其中有：{known}</translation>
    </message>
    <message>
        <source>It prints the line `ready` when it serves; try the command by itself.</source>
        <translation>它开始服务时应输出一行 `ready`；请单独运行该命令试试。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: it is sealed with a key that is not proven. Inform the auditor.</source>
        <translation>日志未获见证：封签密钥未经旧密钥证明。请通知审计管理员。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: the core has more entries than it has shown a seal for, for more than a minute. Inform the auditor.</source>
        <translation>日志未获见证：核心有新条目而超过 1 分钟未出示封签。请通知审计管理员。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: the core shows another journal than {known}. Inform the auditor; if it was restored on purpose: main.py seal forget {seat}</source>
        <translation>日志未获见证：核心出示的不是 {known}。请通知审计管理员；若确系有意恢复：main.py seal forget {seat}</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: the core&apos;s checkpoint is not properly signed.</source>
        <translation>日志未获见证：核心的检查点签名无效。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: the core&apos;s {said} entries do not go on from the {known} that this seat has seen. Inform the auditor; both checkpoints are kept.</source>
        <translation>日志未获见证：核心的 {said} 条不是本席所见 {known} 条的延续。请通知审计管理员；两份检查点均已留存。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: this computer&apos;s clock stands in {year}. Set it; the seat confirms by itself then.</source>
        <translation>日志未经证实：本机时钟为 {year} 年。请校时，校准后席位会自动证实。</translation>
    </message>
    <message>
        <source>JOURNAL NOT CONFIRMED: this seat has seen {known} entries, the core shows {said}. Inform the auditor; both checkpoints are kept.</source>
        <translation>日志未获见证：本席曾见 {known} 条，核心只出示 {said} 条。请通知审计管理员；两份检查点均已留存。</translation>
    </message>
    <message>
        <source>Journal entry {entry} put no event into quarantine.</source>
        <translation>日志条目 {entry} 未隔离任何事件。</translation>
    </message>
    <message>
        <source>Kept at this seat: it is told when the core is back.</source>
        <translation>已保存在本席，核心恢复后上报。</translation>
    </message>
    <message>
        <source>Let the user who starts this program read it: it is a plain file.</source>
        <translation>它应是普通文件；请给启动本程序的用户读取权限。</translation>
    </message>
    <message>
        <source>Look at it again, and decide anew.</source>
        <translation>请重新查看后再决定。</translation>
    </message>
    <message>
        <source>Look at its address, or start a core without --standby first.</source>
        <translation>请检查地址，或先不带 --standby 启动一个核心。</translation>
    </message>
    <message>
        <source>Look at its log; try again, or stop it and try then.</source>
        <translation>请查看其运行记录；重试，或将其停止后再试。</translation>
    </message>
    <message>
        <source>Look at the disk and at the file&apos;s owner and rights; what was acknowledged is kept.</source>
        <translation>请检查磁盘以及该文件的属主和权限；已确认的内容均已保存。</translation>
    </message>
    <message>
        <source>Look at the disk and its room; the journal itself is not concerned.</source>
        <translation>请检查磁盘及其空间；日志本身不受影响。</translation>
    </message>
    <message>
        <source>Look at the telephone&apos;s clock, and try again with a new picture.</source>
        <translation>请检查手机时间，并用新的图形重试。</translation>
    </message>
    <message>
        <source>Make a database with the encoding UTF8.</source>
        <translation>请建立编码为 UTF8 的数据库。</translation>
    </message>
    <message>
        <source>Make it, or name another file.</source>
        <translation>请新建该文件夹，或指定另一个文件。</translation>
    </message>
    <message>
        <source>Make room or grant access there; nothing was kept.</source>
        <translation>请腾出空间或授予访问权限；未留存任何内容。</translation>
    </message>
    <message>
        <source>Make room or grant access, or name another file.</source>
        <translation>请腾出空间或授予权限，或指定另一个文件。</translation>
    </message>
    <message>
        <source>Make room or grant access, or name another folder with --build.</source>
        <translation>请腾出空间或授予权限，或用 --build 指定其他目录。</translation>
    </message>
    <message>
        <source>Make room or grant access, or name another one with --data.</source>
        <translation>请腾出空间或授予权限，或用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>Make room or grant access, then record into another file.</source>
        <translation>腾出空间或授予权限，再录制到另一个文件。</translation>
    </message>
    <message>
        <source>Make room; what was acknowledged is kept. Then try again.</source>
        <translation>请腾出空间，然后重试；已确认的内容均已保存。</translation>
    </message>
    <message>
        <source>Make that user the owner of the database.</source>
        <translation>请把该数据库的所有者设为这个用户。</translation>
    </message>
    <message>
        <source>Make the database first, owned by the user in its address; it may be empty.</source>
        <translation>请先建立该数据库（可为空），并由地址中的用户拥有。</translation>
    </message>
    <message>
        <source>Name a .ccaudit file, as `db backup`, `audit export` and `audit archive` write it.</source>
        <translation>请指定由 `db backup`、`audit export` 或 `audit archive` 写成的 .ccaudit 文件。</translation>
    </message>
    <message>
        <source>Name a file that `record` has made.</source>
        <translation>请指定由 `record` 生成的文件。</translation>
    </message>
    <message>
        <source>Name a key file as docs/protocol.md describes it; `keys new` makes one.</source>
        <translation>给出 docs/protocol.md 所述的密钥文件；`keys new` 可新建。</translation>
    </message>
    <message>
        <source>Name a later time with --before.</source>
        <translation>请用 --before 指定更晚的时间。</translation>
    </message>
    <message>
        <source>Name a later time, or the number of an entry, from {seq} on.</source>
        <translation>请给出更晚的时间，或从 {seq} 起的条目编号。</translation>
    </message>
    <message>
        <source>Name a later time, or the number of an entry, from {seq} on; what is older is in an archive.</source>
        <translation>请给出更晚的时间，或从 {seq} 起的条目编号；更早的记录已移入归档。</translation>
    </message>
    <message>
        <source>Name an empty place with --into, or move that journal away.</source>
        <translation>请用 --into 指定空处，或先移走该日志。</translation>
    </message>
    <message>
        <source>Name an open alarm, or source, type and subject.</source>
        <translation>请指定一条当前告警，或指定来源、类型和对象。</translation>
    </message>
    <message>
        <source>Name another file with --out.</source>
        <translation>请用 --out 指定其他文件。</translation>
    </message>
    <message>
        <source>Name another file.</source>
        <translation>请指定另一个文件。</translation>
    </message>
    <message>
        <source>Name another first port with --port-base.</source>
        <translation>请用 --port-base 指定另一个起始端口。</translation>
    </message>
    <message>
        <source>Name either a camera or a loudspeaker.</source>
        <translation>请指定摄像机或音柱，二者取一。</translation>
    </message>
    <message>
        <source>Name either a text or one of those that are kept.</source>
        <translation>请给出文字，或指定一条预存文字，二者取一。</translation>
    </message>
    <message>
        <source>Name it with --server-key PUBLIC, or the source with --source ID.</source>
        <translation>用 --server-key 给出公钥，或用 --source 给出数据源编号。</translation>
    </message>
    <message>
        <source>Name the centre&apos;s data folder with --data.</source>
        <translation>请用 --data 指定本中心的数据目录。</translation>
    </message>
    <message>
        <source>Name the public key of its key file with --server-key, or trust it: `keys trust`.</source>
        <translation>请用 --server-key 写明其密钥文件中的公钥，或予以信任：`keys trust`。</translation>
    </message>
    <message>
        <source>Name the public key of one: `keys list` shows them.</source>
        <translation>请写明其中一个的公钥：`keys list` 可列出。</translation>
    </message>
    <message>
        <source>Name the seat that is to show the tour.</source>
        <translation>请指定播放轮巡的席位。</translation>
    </message>
    <message>
        <source>Narrow the conditions or the time, or take csv or json.</source>
        <translation>缩小条件或时间范围，或改用 csv、json。</translation>
    </message>
    <message>
        <source>No alarm was named.</source>
        <translation>未指定告警。</translation>
    </message>
    <message>
        <source>No checkpoint of the journal holds an entry {entry}.</source>
        <translation>没有检查点包含第 {entry} 条日志。</translation>
    </message>
    <message>
        <source>No checkpoint over these entries lies in the second place.</source>
        <translation>第二存放处没有覆盖这些条目的检查点。</translation>
    </message>
    <message>
        <source>No clip {file} has begun here and not ended.</source>
        <translation>本席位没有已开始而未结束的录像片段 {file}。</translation>
    </message>
    <message>
        <source>No entry before {entry} can leave the journal yet: {reason}.</source>
        <translation>条目 {entry} 以前目前没有可以移出日志的条目：{reason}。</translation>
    </message>
    <message>
        <source>No entry can leave the journal yet: it keeps the last {days} days, and entry {entry} is of these.</source>
        <translation>目前没有条目可以移出日志：日志保留最近 {days} 天，条目 {entry} 即在其中。</translation>
    </message>
    <message>
        <source>No event of journal entry {entry} is in quarantine.</source>
        <translation>日志条目 {entry} 没有仍在隔离区的事件。</translation>
    </message>
    <message>
        <source>No recovery of {account} waits for an auditor.</source>
        <translation>没有待审计员确认的 {account} 重置记录。</translation>
    </message>
    <message>
        <source>No request {number} waits: it was answered, or is too old.</source>
        <translation>没有等待中的请求 {number}：已答复或已过期。</translation>
    </message>
    <message>
        <source>No source has declared the device {device} as yet.</source>
        <translation>尚无数据源申报设备 {device}。</translation>
    </message>
    <message>
        <source>No text is kept under the name {name}.</source>
        <translation>没有名为 {name} 的预存文字。</translation>
    </message>
    <message>
        <source>No tour runs at {seat}.</source>
        <translation>{seat} 没有正在进行的轮巡。</translation>
    </message>
    <message>
        <source>No two persons have agreed that what this archive holds may go.</source>
        <translation>没有两人同意移出该档案所含的条目。</translation>
    </message>
    <message>
        <source>Nobody asks for alarm {alarm}.</source>
        <translation>无人索要告警 {alarm}。</translation>
    </message>
    <message>
        <source>Nobody has alarm {alarm}.</source>
        <translation>告警 {alarm} 无人承办。</translation>
    </message>
    <message>
        <source>Nobody has asked for this within {seconds} s: `audit prune ask` does.</source>
        <translation>{seconds} 秒内无人提出：请用 `audit prune ask`。</translation>
    </message>
    <message>
        <source>Nobody has been on duty yet: there is nothing to hand over.</source>
        <translation>尚无人在岗：没有可交接的班次。</translation>
    </message>
    <message>
        <source>Nobody is signed in here: sign in first.</source>
        <translation>此处无人登录：请先登录。</translation>
    </message>
    <message>
        <source>Nobody is signed in here: sign in first; on the command line, --as ACCOUNT.</source>
        <translation>此处无人登录：请先登录；命令行请用 --as 账号。</translation>
    </message>
    <message>
        <source>Nobody listens at {endpoint}.</source>
        <translation>{endpoint} 处无人监听。</translation>
    </message>
    <message>
        <source>Nobody releases themselves: another shift leader has to.</source>
        <translation>不得自行准予离岗，须由另一位值班长办理。</translation>
    </message>
    <message>
        <source>Nobody settles a presence check of their own.</source>
        <translation>不得为自己的抽查销项。</translation>
    </message>
    <message>
        <source>Nobody takes notice of this alarm: {alarm}</source>
        <translation>此告警无人确认：{alarm}</translation>
    </message>
    <message>
        <source>Nobody talks through {device}.</source>
        <translation>{device} 当前无人喊话。</translation>
    </message>
    <message>
        <source>Not done yet: {actions}. Do not wait for the core: telephone the place and the other desks.</source>
        <translation>尚未执行：{actions}。不要等待核心，立即电话通知现场和其他席位。</translation>
    </message>
    <message>
        <source>Nothing is wrong now at alarm {alarm}: there is no end to shelve it until.</source>
        <translation>告警 {alarm} 现已正常，不能“搁置到恢复为止”。</translation>
    </message>
    <message>
        <source>Nothing was changed. Keep a copy of everything for the auditor and restore the newest backup. To go on with this journal all the same: core --accept-restored; the journal then says so.</source>
        <translation>未改动任何内容。请完整留存一份交审计管理员，再恢复最新备份。确需以此日志继续：core --accept-restored，日志会如实记载。</translation>
    </message>
    <message>
        <source>Nothing was changed. Keep a copy of everything for the auditor. If vault.key is not the centre&apos;s, restore it. Otherwise somebody has written to the database: restore the newest backup. To go on with this journal all the same: core --accept-restored; the journal then says so.</source>
        <translation>未作任何改动。请为审计管理员完整保留一份副本。如 vault.key 不是本中心的，请恢复它；否则就是有人写过数据库：请恢复最新的备份。仍要用此日志继续：core --accept-restored；日志会载明此事。</translation>
    </message>
    <message>
        <source>Nothing was changed. Restore vault.key from the backup of keys/, then start again. If it is the centre&apos;s already, somebody has written to the database: keep a copy of everything for the auditor and restore the newest backup. If that key is lost: core --accept-restored goes on with this journal; the journal then says so.</source>
        <translation>未作任何改动。请从 keys/ 的备份中恢复 vault.key，然后重新启动。如果它已是本中心的，就是有人写过数据库：请为审计管理员完整保留一份副本，并恢复最新的备份。如该密钥已丢失：core --accept-restored 用此日志继续；日志会载明此事。</translation>
    </message>
    <message>
        <source>Nothing was changed: repeat it with another new password.</source>
        <translation>未作任何更改：请换一个新口令重试。</translation>
    </message>
    <message>
        <source>Nothing was given that is to change.</source>
        <translation>没有给出要更改的内容。</translation>
    </message>
    <message>
        <source>Nothing was given to be set.</source>
        <translation>没有给出要设置的内容。</translation>
    </message>
    <message>
        <source>Nothing was restored. `audit verify` tells more; take another backup.</source>
        <translation>未恢复任何内容。详见 `audit verify`；请用另一份备份。</translation>
    </message>
    <message>
        <source>One person may not hold both {one} and {other}.</source>
        <translation>同一人不得兼任 {one} 和 {other}。</translation>
    </message>
    <message>
        <source>One signs in at a desk.</source>
        <translation>登录须在席位上进行。</translation>
    </message>
    <message>
        <source>Only one of the three administrators is recovered: {accounts}.</source>
        <translation>只能重置三员（审计、安全、系统管理员）之一的口令：{accounts}。</translation>
    </message>
    <message>
        <source>Only who has alarm {alarm} can answer.</source>
        <translation>只有告警 {alarm} 的承办人可以答复。</translation>
    </message>
    <message>
        <source>Only {owner}, whose data folder {folder} is, may do this.</source>
        <translation>只有数据目录 {folder} 的属主 {owner} 可以这样做。</translation>
    </message>
    <message>
        <source>Port {port} is taken by another program: {reason}</source>
        <translation>端口 {port} 已被其他程序占用：{reason}</translation>
    </message>
    <message>
        <source>PostgreSQL 14 or newer is needed.</source>
        <translation>需要 PostgreSQL 14 或更新版本。</translation>
    </message>
    <message>
        <source>Put [shifts] with its plan into the settings file.</source>
        <translation>请在设置文件中加入 [shifts] 及班次计划。</translation>
    </message>
    <message>
        <source>Put a list there that can be read, or correct `cameras` in the settings.</source>
        <translation>请在该处放置可读取的清单，或改正设置中的 cameras。</translation>
    </message>
    <message>
        <source>Put it there, or take the line rules out of the settings.</source>
        <translation>请把文件放到该处，或从设置中去掉 rules 一行。</translation>
    </message>
    <message>
        <source>Put that key into `peers` of the source&apos;s key file; then check again.</source>
        <translation>请将该密钥写入数据源密钥文件的 `peers`，然后重新检查。</translation>
    </message>
    <message>
        <source>Put that right and try again; the old key is in use as before.</source>
        <translation>改正后重试；旧密钥照常使用。</translation>
    </message>
    <message>
        <source>Put that right; a key file that is gone is made anew.</source>
        <translation>请改正；密钥文件不存在时会重新生成。</translation>
    </message>
    <message>
        <source>Qt cannot use the display {display}: {reason}</source>
        <translation>Qt 无法使用显示 {display}：{reason}</translation>
    </message>
    <message>
        <source>Remove it by hand: the record has refused it.</source>
        <translation>请手动删除：中心记录未予接受。</translation>
    </message>
    <message>
        <source>Remove that, then start the replay again.</source>
        <translation>请将其移走，再重新开始回放。</translation>
    </message>
    <message>
        <source>Repeat it with --as ACCOUNT: it asks for that account&apos;s password.</source>
        <translation>请加上 --as 账号 重试：随后会询问该账号的口令。</translation>
    </message>
    <message>
        <source>Repeat it with --as of such an account: `people list` shows them.</source>
        <translation>请用有此岗位的账号加 --as 重试：`people list` 列出账号。</translation>
    </message>
    <message>
        <source>Restore seal.json there from a backup. If it is lost: core --accept-restored begins a new seal; the journal then says so.</source>
        <translation>请由备份恢复 seal.json。若已遗失：core --accept-restored 启用新封签，日志会如实记载。</translation>
    </message>
    <message>
        <source>Restore that file from a backup: without it nobody can sign in.</source>
        <translation>请从备份恢复该文件：没有它任何人都无法登录。</translation>
    </message>
    <message>
        <source>Run `audit verify` on it and on the journal; copy the data folder as it is.</source>
        <translation>请对其及日志运行 `audit verify`；并原样复制数据目录。</translation>
    </message>
    <message>
        <source>Run `make setup-ldap` in the program&apos;s folder, or take [directory] out of the settings.</source>
        <translation>请在程序目录中运行 `make setup-ldap`，或从设置中去掉 [directory]。</translation>
    </message>
    <message>
        <source>See that the second place can be written to, then repeat this.</source>
        <translation>请确认第二存放处可以写入，然后重新执行。</translation>
    </message>
    <message>
        <source>Start a core there, or name another folder with --data.</source>
        <translation>请先在该目录启动核心，或用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>Start as an ordinary user, or accept it with --allow-unsandboxed.</source>
        <translation>请以普通用户启动，或用 --allow-unsandboxed 表示接受。</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>请重新启动。</translation>
    </message>
    <message>
        <source>Start it on a desktop; `make demo` makes a display of its own.</source>
        <translation>请在桌面环境中启动；`make demo` 会自建虚拟显示。</translation>
    </message>
    <message>
        <source>Start the core anew: it makes it from the journal, which is not affected.</source>
        <translation>请重新启动核心：它会由日志重新生成，日志本身不受影响。</translation>
    </message>
    <message>
        <source>Start the core once: it brings the journal up to date.</source>
        <translation>请启动一次核心：它会把日志升级到当前版本。</translation>
    </message>
    <message>
        <source>Start the core, and repeat it beside it.</source>
        <translation>请启动核心后重试。</translation>
    </message>
    <message>
        <source>Start the database server, or look at its address and at the network.</source>
        <translation>请启动数据库服务器，或检查其地址和网络。</translation>
    </message>
    <message>
        <source>Start the demo again: what is drawn already is kept.</source>
        <translation>请重新启动演示：已渲染的部分会保留。</translation>
    </message>
    <message>
        <source>Start the source, or correct the address.</source>
        <translation>请启动数据源，或改正地址。</translation>
    </message>
    <message>
        <source>Step {step} is not ticked off.</source>
        <translation>第 {step} 步尚未勾选。</translation>
    </message>
    <message>
        <source>Step {step} is ticked off already, by {person}.</source>
        <translation>第 {step} 步已由 {person} 勾选。</translation>
    </message>
    <message>
        <source>Stop it first, or name another folder with --data.</source>
        <translation>请先停止它，或用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>Stop that program, or choose others: make demo PORTS=N.</source>
        <translation>请停止该程序，或改用其他端口：make demo PORTS=N。</translation>
    </message>
    <message>
        <source>Stop the core first. While one security administrator can sign in: --as.</source>
        <translation>请先停止核心。只要还有一位安全管理员能登录，请用 --as。</translation>
    </message>
    <message>
        <source>Stop the program that listens there, or choose other ports.</source>
        <translation>请停止占用该地址的程序，或改用其他端口。</translation>
    </message>
    <message>
        <source>Stop what listens there if it is another replay; a real source&apos;s place is never taken.</source>
        <translation>若是另一个回放在占用，请先停止；真实数据源的位置绝不占用。</translation>
    </message>
    <message>
        <source>Street centres and departments act within their areas: name these.</source>
        <translation>街镇中心和部门只在辖区内操作：请指定区域。</translation>
    </message>
    <message>
        <source>THE JOURNAL in {folder} IS NOT THE ONE THAT WAS SEALED: {reason}. Checkpoint in {place}.</source>
        <translation>{folder} 中的日志【不是】已封签的那一份：{reason}。检查点见 {place}。</translation>
    </message>
    <message>
        <source>THE JOURNAL in {folder} IS NOT THE ONE THAT WAS WRITTEN: {reason}.</source>
        <translation>{folder} 中的日志不是原来写入的日志：{reason}。</translation>
    </message>
    <message>
        <source>Take it.</source>
        <translation>请直接接手。</translation>
    </message>
    <message>
        <source>Take that right from them (chmod 600), and find out who has read it.</source>
        <translation>请收回其他用户的读取权限（chmod 600），并查明有谁读过。</translation>
    </message>
    <message>
        <source>That is not the number that the screen shows.</source>
        <translation>与屏幕所示数字不符。</translation>
    </message>
    <message>
        <source>That moment is far from any that is kept: it is on its way, ask again.</source>
        <translation>该时刻离已存状态较远，正在推算，请稍后再试。</translation>
    </message>
    <message>
        <source>That side has signed already.</source>
        <translation>该方已签字。</translation>
    </message>
    <message>
        <source>The account has no password yet, or what is stored of it was altered.</source>
        <translation>该账号尚无口令，或其存储数据被改动。</translation>
    </message>
    <message>
        <source>The account {account} has no password yet.</source>
        <translation>账号 {account} 尚无口令。</translation>
    </message>
    <message>
        <source>The account {account} is disabled already.</source>
        <translation>账号 {account} 已停用。</translation>
    </message>
    <message>
        <source>The account {account} is not disabled.</source>
        <translation>账号 {account} 未停用。</translation>
    </message>
    <message>
        <source>The account {account} is not locked.</source>
        <translation>账号 {account} 未被锁定。</translation>
    </message>
    <message>
        <source>The account {account} was just changed: try again.</source>
        <translation>账号 {account} 刚被修改：请重试。</translation>
    </message>
    <message>
        <source>The archive {file} cannot be read: {reason}</source>
        <translation>无法读取档案 {file}：{reason}</translation>
    </message>
    <message>
        <source>The arguments are wrong: {error}</source>
        <translation>参数有误：{error}</translation>
    </message>
    <message>
        <source>The backup {file} is not as it was written: {reason}</source>
        <translation>备份 {file} 与写入时不一致：{reason}</translation>
    </message>
    <message>
        <source>The camera list {file} is wrong at {where}: {what}</source>
        <translation>摄像机清单 {file} 有误，位置 {where}：{what}</translation>
    </message>
    <message>
        <source>The camera {camera} cannot be moved from here: the list names no device for it.</source>
        <translation>摄像机 {camera} 不能在此转动：摄像机表中没有它的云台设备。</translation>
    </message>
    <message>
        <source>The camera {camera} is restricted: open it first and say what for.</source>
        <translation>摄像机 {camera} 受限：请先打开并说明用途。</translation>
    </message>
    <message>
        <source>The camera {camera} is restricted: say what you look through it for.</source>
        <translation>摄像机 {camera} 受限：请说明查看用途。</translation>
    </message>
    <message>
        <source>The cameras&apos; pictures cannot be written to {file}: {reason}</source>
        <translation>无法将摄像机画面写入 {file}：{reason}</translation>
    </message>
    <message>
        <source>The cameras&apos; server cannot run: {reason}</source>
        <translation>摄像机服务无法运行：{reason}</translation>
    </message>
    <message>
        <source>The centre in {folder} has no keys yet.</source>
        <translation>{folder} 中的中心还没有密钥。</translation>
    </message>
    <message>
        <source>The centre knows no source {source}.</source>
        <translation>中心没有数据源 {source}。</translation>
    </message>
    <message>
        <source>The centre trusts no key of the source {name}.</source>
        <translation>中心不信任数据源 {name} 的任何密钥。</translation>
    </message>
    <message>
        <source>The code is wrong; nothing was changed.</source>
        <translation>验证码不正确；未作任何改动。</translation>
    </message>
    <message>
        <source>The core at {endpoint} does not answer. Calling {other}.</source>
        <translation>{endpoint} 的核心无应答，正在连接 {other}。</translation>
    </message>
    <message>
        <source>The core at {endpoint} only stands by: name the one that leads under others in the settings.</source>
        <translation>{endpoint} 的核心只是备用：请在设置的 others 中写明主用核心的地址。</translation>
    </message>
    <message>
        <source>The core at {endpoint} stands by. Calling {other}.</source>
        <translation>{endpoint} 的核心处于备用，正在连接 {other}。</translation>
    </message>
    <message>
        <source>The core cannot listen at {endpoint}: {reason}</source>
        <translation>核心无法监听 {endpoint}：{reason}</translation>
    </message>
    <message>
        <source>The core could not check this; its log says why.</source>
        <translation>核心未能核验；原因见其运行日志。</translation>
    </message>
    <message>
        <source>The core did not start within {seconds} s.</source>
        <translation>核心未能在 {seconds} 秒内启动。</translation>
    </message>
    <message>
        <source>The core does not find the seal&apos;s new key beside the old one.</source>
        <translation>核心在旧密钥旁找不到新的封签密钥。</translation>
    </message>
    <message>
        <source>The core has not answered: look whether it was done, then try again.</source>
        <translation>核心未答复：请查看是否已执行，然后再试。</translation>
    </message>
    <message>
        <source>The core is away: its journal cannot be searched. Try again when it is back.</source>
        <translation>核心失联，无法查询日志：请待恢复后再试。</translation>
    </message>
    <message>
        <source>The core is away: nobody can be asked who you are. Try again when it is back.</source>
        <translation>核心不在线：无法核验身份，请待恢复后再试。</translation>
    </message>
    <message>
        <source>The core is away: there are no new figures until it is back.</source>
        <translation>核心失联：恢复后才有新指标。</translation>
    </message>
    <message>
        <source>The core is away: this was not done. Do it again later.</source>
        <translation>核心失联，此操作未执行，请稍后再做。</translation>
    </message>
    <message>
        <source>The core itself checks the password of who is {role}, no directory.</source>
        <translation>{role} 的口令只由核心核对，不交给目录服务。</translation>
    </message>
    <message>
        <source>The core that runs on {folder} does not answer: {reason}</source>
        <translation>数据目录 {folder} 上运行的核心无应答：{reason}</translation>
    </message>
    <message>
        <source>The core was started anew since, and what was to be set is there no more: ask for it again.</source>
        <translation>核心此后重新启动过，待设置的内容已不在，请重新提出。</translation>
    </message>
    <message>
        <source>The core&apos;s database server is away and nothing is recorded: start it, work then goes on by itself.</source>
        <translation>核心的数据库服务器已断开，目前不作任何记录：启动它之后工作会自动继续。</translation>
    </message>
    <message>
        <source>The core&apos;s disk is full and nothing is recorded: make room there, work then goes on by itself.</source>
        <translation>核心磁盘已满，当前无法记录。请腾出空间，之后自动恢复。</translation>
    </message>
    <message>
        <source>The core&apos;s disk is full: make room there at once. What is recorded now uses the last of it.</source>
        <translation>核心磁盘已满：请立即腾出空间。当前记录正在使用最后的预留空间。</translation>
    </message>
    <message>
        <source>The core&apos;s key is not known here. Start the core on this data folder, or give [core] key in the settings.</source>
        <translation>此处没有核心的公钥。请在此数据目录启动核心，或在设置中填写 [core] key。</translation>
    </message>
    <message>
        <source>The data folder {folder} cannot be written: {reason}</source>
        <translation>数据目录 {folder} 无法写入：{reason}</translation>
    </message>
    <message>
        <source>The data folder {folder} holds a centre&apos;s journal and no settings file.</source>
        <translation>数据目录 {folder} 中有中心的日志，却没有设置文件。</translation>
    </message>
    <message>
        <source>The data folder {folder} holds the journal of a real centre.</source>
        <translation>数据目录 {folder} 中是真实中心的日志。</translation>
    </message>
    <message>
        <source>The database server of {file} is too old: {reason}</source>
        <translation>{file} 的数据库服务器版本过旧：{reason}</translation>
    </message>
    <message>
        <source>The database {file} cannot be reached: {reason}</source>
        <translation>无法连接数据库 {file}：{reason}</translation>
    </message>
    <message>
        <source>The database {file} does not let us in: {reason}</source>
        <translation>数据库 {file} 拒绝登录：{reason}</translation>
    </message>
    <message>
        <source>The database {file} keeps its text in {reason}, which cannot hold every name.</source>
        <translation>数据库 {file} 的编码是 {reason}，不能保存所有名称。</translation>
    </message>
    <message>
        <source>The database&apos;s address cannot be read.</source>
        <translation>数据库地址无法识别。</translation>
    </message>
    <message>
        <source>The demo never touches one: name another folder with --data.</source>
        <translation>演示不会动它：请用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>The demo&apos;s officer could not press a key: {reason}</source>
        <translation>演示无法模拟按键：{reason}</translation>
    </message>
    <message>
        <source>The demo&apos;s officers waited {seconds} s for {what} in vain.</source>
        <translation>演示人员等待 {what} 超过 {seconds} 秒，未见结果。</translation>
    </message>
    <message>
        <source>The desk is locked: unlock it first.</source>
        <translation>席位已锁定：请先解锁。</translation>
    </message>
    <message>
        <source>The desk is not locked.</source>
        <translation>席位未锁定。</translation>
    </message>
    <message>
        <source>The directory checks this password: give none.</source>
        <translation>该口令由目录服务核对：不要另给口令。</translation>
    </message>
    <message>
        <source>The directory that checks the password of {account} does not answer just now. This try does not count; the core&apos;s log says more.</source>
        <translation>核对 {account} 口令的目录服务暂无应答。本次不计入错误次数；详见核心的运行日志。</translation>
    </message>
    <message>
        <source>The directory&apos;s {name} is another person here: {account}.</source>
        <translation>目录中的 {name} 在此处是另一人：{account}。</translation>
    </message>
    <message>
        <source>The disk of the journal {file} is full.</source>
        <translation>日志 {file} 所在磁盘已满。</translation>
    </message>
    <message>
        <source>The disk of {folder} is nearly full: nothing more is kept there.</source>
        <translation>{folder} 所在磁盘将满：不再留存。</translation>
    </message>
    <message>
        <source>The driven source did not say that it is ready: {command} {said}</source>
        <translation>受控数据源未报告就绪：{command} {said}</translation>
    </message>
    <message>
        <source>The event of journal entry {entry} cannot be taken in: {reason}</source>
        <translation>日志条目 {entry} 的事件无法接收：{reason}</translation>
    </message>
    <message>
        <source>The favourites take {size} bytes, and there is room for {count}.</source>
        <translation>收藏分组共 {size} 字节，上限 {count} 字节。</translation>
    </message>
    <message>
        <source>The file of rules {file} cannot be read: {reason}</source>
        <translation>规则文件 {file} 无法读取：{reason}</translation>
    </message>
    <message>
        <source>The file of rules {file} is wrong at {where}: {what}</source>
        <translation>规则文件 {file} 在 {where} 处有误：{what}</translation>
    </message>
    <message>
        <source>The file of tours {file} cannot be read: {reason}</source>
        <translation>轮巡文件 {file} 无法读取：{reason}</translation>
    </message>
    <message>
        <source>The file of tours {file} is wrong at {where}: {what}</source>
        <translation>轮巡文件 {file} 有误，位置 {where}：{what}</translation>
    </message>
    <message>
        <source>The file {file} cannot be read: {reason}</source>
        <translation>无法读取文件 {file}：{reason}</translation>
    </message>
    <message>
        <source>The file {file} cannot be written: {reason}</source>
        <translation>文件 {file} 无法写入：{reason}</translation>
    </message>
    <message>
        <source>The file {file} exists already.</source>
        <translation>文件 {file} 已存在。</translation>
    </message>
    <message>
        <source>The file {file} exists already; a recording never overwrites one.</source>
        <translation>文件 {file} 已存在；录制绝不覆盖已有文件。</translation>
    </message>
    <message>
        <source>The file {file} exists already; it may hold a key that is in use.</source>
        <translation>文件 {file} 已存在，其中可能是正在使用的密钥。</translation>
    </message>
    <message>
        <source>The journal cannot be read for the figures: {reason}</source>
        <translation>读取日志统计告警指标失败：{reason}</translation>
    </message>
    <message>
        <source>The journal cannot be read for the search: {reason}</source>
        <translation>检索时无法读取日志：{reason}</translation>
    </message>
    <message>
        <source>The journal has entries {first} to {last}: nothing before {before} can go.</source>
        <translation>日志现有条目 {first} 至 {last}：{before} 之前没有可移出的。</translation>
    </message>
    <message>
        <source>The journal has no entry of before that time.</source>
        <translation>日志中没有早于该时间的条目。</translation>
    </message>
    <message>
        <source>The journal is not sealed yet: no archive of it can be signed.</source>
        <translation>日志尚未封签，无法签署档案。</translation>
    </message>
    <message>
        <source>The journal is not sealed yet: start the core once.</source>
        <translation>日志尚未封签：请先启动一次核心。</translation>
    </message>
    <message>
        <source>The journal is read too slowly for figures of so long a time: ask for less.</source>
        <translation>日志读取过慢，无法统计这么长的时段：请缩短时段。</translation>
    </message>
    <message>
        <source>The journal {file} cannot be used: {reason}</source>
        <translation>日志 {file} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>The journal {file} was written by a newer version of this program.</source>
        <translation>日志 {file} 由更新版本的程序写入。</translation>
    </message>
    <message>
        <source>The journal {file} was written by an older version of this program.</source>
        <translation>日志 {file} 由本程序的旧版本写成。</translation>
    </message>
    <message>
        <source>The journal&apos;s tree is not whole (level {level}, {number}): verify it.</source>
        <translation>日志的哈希树不完整（第 {level} 层，第 {number} 块），请进行验证。</translation>
    </message>
    <message>
        <source>The key file cannot be made: {reason}</source>
        <translation>无法生成密钥文件：{reason}</translation>
    </message>
    <message>
        <source>The key file {file} is made, but the core has not said that it trusts it.</source>
        <translation>密钥文件 {file} 已生成，但核心未答复是否信任它。</translation>
    </message>
    <message>
        <source>The key of the credentials {file} can be read by others.</source>
        <translation>凭据密钥 {file} 可被其他用户读取。</translation>
    </message>
    <message>
        <source>The key of the credentials {file} cannot be used: {reason}</source>
        <translation>口令数据的密钥 {file} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>The key was pressed {seconds} s ago: press it again if it is still wanted.</source>
        <translation>该按键发生在 {seconds} 秒前，如仍需要请重新按下。</translation>
    </message>
    <message>
        <source>The key {public} is not among those that are trusted.</source>
        <translation>密钥 {public} 不在受信任之列。</translation>
    </message>
    <message>
        <source>The key {public} is that of {holder}: make a new one for {wanted}.</source>
        <translation>密钥 {public} 属于 {holder}：请为 {wanted} 新建密钥。</translation>
    </message>
    <message>
        <source>The keys cannot be used: {reason}</source>
        <translation>密钥无法使用：{reason}</translation>
    </message>
    <message>
        <source>The keys of the seal cannot be used: {reason}</source>
        <translation>封签密钥不可用：{reason}</translation>
    </message>
    <message>
        <source>The linkage of alarm {alarm} is already running.</source>
        <translation>告警 {alarm} 的联动正在进行。</translation>
    </message>
    <message>
        <source>The list of people {file} is wrong at {where}: {what}</source>
        <translation>人员清单 {file} 有误，位置 {where}：{what}</translation>
    </message>
    <message>
        <source>The logs are in build/demo/logs.</source>
        <translation>运行日志在 build/demo/logs。</translation>
    </message>
    <message>
        <source>The map&apos;s browser would not be safe: {reason}</source>
        <translation>地图浏览器不安全：{reason}</translation>
    </message>
    <message>
        <source>The name of a preset is one line.</source>
        <translation>预置位名称只能是一行。</translation>
    </message>
    <message>
        <source>The name, the password or the code is wrong.</source>
        <translation>账号、口令或验证码不正确。</translation>
    </message>
    <message>
        <source>The new key of the seal cannot be made: {reason}</source>
        <translation>无法新建封签密钥：{reason}</translation>
    </message>
    <message>
        <source>The new password is the old one.</source>
        <translation>新口令与旧口令相同。</translation>
    </message>
    <message>
        <source>The password file {file} cannot be read: {reason}</source>
        <translation>无法读取口令文件 {file}：{reason}</translation>
    </message>
    <message>
        <source>The password holds the account&apos;s own name.</source>
        <translation>口令中不得含账号或姓名。</translation>
    </message>
    <message>
        <source>The password is one of those that are tried first.</source>
        <translation>该口令是最先被猜测的常用口令。</translation>
    </message>
    <message>
        <source>The picture cannot be kept: it is no whole PNG.</source>
        <translation>截图无法留存：不是完整的 PNG。</translation>
    </message>
    <message>
        <source>The plan has no shift {shift}; its shifts are {known}.</source>
        <translation>计划中没有班次 {shift}；现有班次：{known}。</translation>
    </message>
    <message>
        <source>The private key that seals the journal is not in {folder}.</source>
        <translation>{folder} 中没有日志的封签私钥。</translation>
    </message>
    <message>
        <source>The record begins only at {begins}, and says nothing of {time}.</source>
        <translation>日志始于 {begins}，没有 {time} 的记录。</translation>
    </message>
    <message>
        <source>The record holds the entries {first} to {last}; `audit search` shows them.</source>
        <translation>日志现有第 {first} 至 {last} 条；可用 `audit search` 查看。</translation>
    </message>
    <message>
        <source>The record is empty: there is nothing to look back at.</source>
        <translation>日志为空，没有可回看的内容。</translation>
    </message>
    <message>
        <source>The recording cannot be played further: {reason}</source>
        <translation>录制内容无法继续回放：{reason}</translation>
    </message>
    <message>
        <source>The recording had to end: {file} cannot be written further: {reason}</source>
        <translation>录制被迫结束：{file} 无法继续写入：{reason}</translation>
    </message>
    <message>
        <source>The recording holds no source {source}.</source>
        <translation>录制内容中没有数据源 {source}。</translation>
    </message>
    <message>
        <source>The recording {file} cannot be read: {reason}</source>
        <translation>无法读取录制文件 {file}：{reason}</translation>
    </message>
    <message>
        <source>The recording {file} cannot be written: {reason}</source>
        <translation>无法写入录制文件 {file}：{reason}</translation>
    </message>
    <message>
        <source>The recording {file} is damaged at byte {place}: {what}</source>
        <translation>录制文件 {file} 在第 {place} 字节处损坏：{what}</translation>
    </message>
    <message>
        <source>The renderer ended with code {code} while it drew camera {camera}.</source>
        <translation>渲染摄像机 {camera} 时渲染进程退出，代码 {code}。</translation>
    </message>
    <message>
        <source>The report cannot be drawn.</source>
        <translation>无法绘制报告。</translation>
    </message>
    <message>
        <source>The report has changed since you read it: read it again.</source>
        <translation>记录在您阅读后已变更：请重新阅读。</translation>
    </message>
    <message>
        <source>The report has no such item.</source>
        <translation>记录中没有该事项。</translation>
    </message>
    <message>
        <source>The report {file} cannot be written: {reason}</source>
        <translation>报告 {file} 无法写入：{reason}</translation>
    </message>
    <message>
        <source>The roll call is closed, and {position} has answered.</source>
        <translation>点名已结束，{position} 已应答。</translation>
    </message>
    <message>
        <source>The rota {file} is wrong at {where}: {what}</source>
        <translation>排班表 {file} 有误，位置 {where}：{what}</translation>
    </message>
    <message>
        <source>The search index was damaged and is being made anew: try again in a few minutes.</source>
        <translation>检索索引已损坏，正在重建，请几分钟后再试。</translation>
    </message>
    <message>
        <source>The search index {file} cannot be used: {reason}</source>
        <translation>检索索引 {file} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>The seat has no key: {reason}</source>
        <translation>席位没有密钥：{reason}</translation>
    </message>
    <message>
        <source>The seat names a session in which this was done, and there was none such.</source>
        <translation>席位所报的登录会话不存在，该操作不予执行。</translation>
    </message>
    <message>
        <source>The seat {seat} trusts no journal yet.</source>
        <translation>席位 {seat} 尚未信任任何日志。</translation>
    </message>
    <message>
        <source>The session had ended when this was done at the seat.</source>
        <translation>该操作发生时，登录会话已经结束。</translation>
    </message>
    <message>
        <source>The session of {person} is over, and the request with it.</source>
        <translation>{person} 已退出登录，其申请随之失效。</translation>
    </message>
    <message>
        <source>The settings file {file} cannot be read: {reason}</source>
        <translation>无法读取设置文件 {file}：{reason}</translation>
    </message>
    <message>
        <source>The settings file {file} is wrong at {where}: {what}</source>
        <translation>设置文件 {file} 有误，位置 {where}：{what}</translation>
    </message>
    <message>
        <source>The settings file {file} names no source {name}.</source>
        <translation>设置文件 {file} 中没有数据源 {name}。</translation>
    </message>
    <message>
        <source>The settings file {file} names no source.</source>
        <translation>设置文件 {file} 中没有任何数据源。</translation>
    </message>
    <message>
        <source>The settings have no plan of shifts: this centre keeps none.</source>
        <translation>设置中没有班次计划：本中心未启用值班班次。</translation>
    </message>
    <message>
        <source>The settings know no source at {endpoint}, so its public key is not known.</source>
        <translation>设置中没有位于 {endpoint} 的数据源，因此不知其公钥。</translation>
    </message>
    <message>
        <source>The settings name a directory, and python-ldap is not installed: {reason}</source>
        <translation>设置中有目录服务，但未安装 python-ldap：{reason}</translation>
    </message>
    <message>
        <source>The settings of the data folder {folder} name no source {source}.</source>
        <translation>数据目录 {folder} 的设置中没有数据源 {source}。</translation>
    </message>
    <message>
        <source>The shift {shift} goes on for {minutes} min: a handover begins at most 2 h before.</source>
        <translation>班次 {shift} 还有 {minutes} 分钟：最早提前 2 小时交接。</translation>
    </message>
    <message>
        <source>The shift {shift} is over, or more than {days} days ahead.</source>
        <translation>班次 {shift} 已过，或在 {days} 天以后。</translation>
    </message>
    <message>
        <source>The source at {endpoint} does not prove the key {server}: {outcome}.</source>
        <translation>{endpoint} 处的数据源不能证明密钥 {server}：{outcome}。</translation>
    </message>
    <message>
        <source>The source at {endpoint} refuses the checker&apos;s key {key}.</source>
        <translation>{endpoint} 处的数据源拒绝检查程序的密钥 {key}。</translation>
    </message>
    <message>
        <source>The source keeps its events for the checker&apos;s key {key} from now on: take that key out of its peers. Nothing stays with the key of the centre&apos;s core, which is taken without --keys.</source>
        <translation>数据源从现在起会为检查所用的密钥 {key} 保留事件：请把它从 peers 中去掉。不带 --keys 时使用中心核心的密钥，不留痕迹。</translation>
    </message>
    <message>
        <source>The source may remember the keys of up to {count} commands of this check for a day.</source>
        <translation>数据源可能会把本次检查中最多 {count} 条命令的幂等键记住一天。</translation>
    </message>
    <message>
        <source>The source {source} of {folder} is a real one: it has a key of its own.</source>
        <translation>{folder} 的数据源 {source} 是真实数据源：它有自己的密钥。</translation>
    </message>
    <message>
        <source>The source {source} of {folder} is a real one: {endpoint} is elsewhere.</source>
        <translation>{folder} 的数据源 {source} 是真实数据源：{endpoint} 不在本机。</translation>
    </message>
    <message>
        <source>The source {source} of {folder} is there already: {endpoint} is in use.</source>
        <translation>{folder} 的数据源 {source} 已在运行：{endpoint} 被占用。</translation>
    </message>
    <message>
        <source>The text holds the character U+{code}, which cannot be shown as it is.</source>
        <translation>文字含有无法如实显示的字符 U+{code}。</translation>
    </message>
    <message>
        <source>The text is empty.</source>
        <translation>文字为空。</translation>
    </message>
    <message>
        <source>The tour is wrong at {place}: {what}</source>
        <translation>轮巡有误，位置 {place}：{what}</translation>
    </message>
    <message>
        <source>The tour {name} is held already.</source>
        <translation>轮巡 {name} 已经暂停。</translation>
    </message>
    <message>
        <source>The tour {name} is not held.</source>
        <translation>轮巡 {name} 没有暂停。</translation>
    </message>
    <message>
        <source>The tour {tour} does not run at this seat.</source>
        <translation>本席位没有播放轮巡 {tour}。</translation>
    </message>
    <message>
        <source>The user may not do in the database {file} what a core must: {reason}</source>
        <translation>该用户在数据库 {file} 中缺少核心所需的权限：{reason}</translation>
    </message>
    <message>
        <source>The verifier cannot be run: {reason}</source>
        <translation>无法运行核验程序：{reason}</translation>
    </message>
    <message>
        <source>The verifier does not confirm what was written or read: {reason}</source>
        <translation>核验程序不能确认所写或所读内容：{reason}</translation>
    </message>
    <message>
        <source>The wall is no person&apos;s position.</source>
        <translation>大屏不是人员岗位。</translation>
    </message>
    <message>
        <source>The wall reports version {reported}, but {wanted} is wanted.</source>
        <translation>大屏上报版本 {reported}，应为 {wanted}。</translation>
    </message>
    <message>
        <source>There are no such entries in the journal.</source>
        <translation>日志中没有这些条目。</translation>
    </message>
    <message>
        <source>There are no {count} free ports from {first} on.</source>
        <translation>从 {first} 起没有 {count} 个空闲端口。</translation>
    </message>
    <message>
        <source>There are {count} accounts, more are not kept.</source>
        <translation>已有 {count} 个账号，不能再增加。</translation>
    </message>
    <message>
        <source>There are {count} bookmarks already: remove some first.</source>
        <translation>已有 {count} 个标记：请先删除一些。</translation>
    </message>
    <message>
        <source>There is a journal already: {file}. Nothing was restored.</source>
        <translation>已有日志：{file}。未恢复任何内容。</translation>
    </message>
    <message>
        <source>There is an account {account} already.</source>
        <translation>账号 {account} 已存在。</translation>
    </message>
    <message>
        <source>There is no account {account}.</source>
        <translation>没有账号 {account}。</translation>
    </message>
    <message>
        <source>There is no bookmark {bookmark}.</source>
        <translation>没有标记 {bookmark}。</translation>
    </message>
    <message>
        <source>There is no camera {camera}.</source>
        <translation>没有摄像机 {camera}。</translation>
    </message>
    <message>
        <source>There is no centre in the database {file} to stand by.</source>
        <translation>数据库 {file} 中没有可供备用的中心。</translation>
    </message>
    <message>
        <source>There is no command {command}.</source>
        <translation>没有指令 {command}。</translation>
    </message>
    <message>
        <source>There is no database or user of that name: {file}, {reason}</source>
        <translation>没有这个数据库或用户：{file}，{reason}</translation>
    </message>
    <message>
        <source>There is no desk {desk}.</source>
        <translation>没有席位 {desk}。</translation>
    </message>
    <message>
        <source>There is no display, and {program} could not make one.</source>
        <translation>没有显示器，且 {program} 无法创建虚拟显示。</translation>
    </message>
    <message>
        <source>There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.</source>
        <translation>没有显示器：DISPLAY 与 WAYLAND_DISPLAY 均未设置。</translation>
    </message>
    <message>
        <source>There is no file {file}.</source>
        <translation>没有文件 {file}。</translation>
    </message>
    <message>
        <source>There is no folder {folder}.</source>
        <translation>没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>There is no handover {handover} in the journal.</source>
        <translation>日志中没有交接班 {handover}。</translation>
    </message>
    <message>
        <source>There is no journal in the data folder {folder}.</source>
        <translation>数据目录 {folder} 中没有日志。</translation>
    </message>
    <message>
        <source>There is no loudspeaker at the camera {camera}: the list names none for it.</source>
        <translation>摄像机 {camera} 旁没有音柱：摄像机表中没有登记。</translation>
    </message>
    <message>
        <source>There is no seat {seat} ({place}).</source>
        <translation>没有席位{seat}（{place}）。</translation>
    </message>
    <message>
        <source>There is no security administrator yet: `people add` makes the first.</source>
        <translation>尚无安全管理员：请用 `people add` 建立第一位。</translation>
    </message>
    <message>
        <source>There is no step {step}: what there is to do has {count} steps.</source>
        <translation>没有第 {step} 步：处置要点共 {count} 步。</translation>
    </message>
    <message>
        <source>There is no such open note.</source>
        <translation>没有该未办结事项。</translation>
    </message>
    <message>
        <source>There is no such presence check for you.</source>
        <translation>没有针对您的该次抽查。</translation>
    </message>
    <message>
        <source>There is no such roll call of {position}.</source>
        <translation>没有该次点名，或未点 {position}。</translation>
    </message>
    <message>
        <source>There is no tour {tour}.</source>
        <translation>没有轮巡 {tour}。</translation>
    </message>
    <message>
        <source>There is no trusted key of {name}.</source>
        <translation>没有 {name} 的受信任密钥。</translation>
    </message>
    <message>
        <source>There is nothing to settle there.</source>
        <translation>该处没有可销项的内容。</translation>
    </message>
    <message>
        <source>There is room for {tours} tours with {cameras} cameras in all: remove one.</source>
        <translation>最多 {tours} 个轮巡、合计 {cameras} 路摄像机：请先删除一个。</translation>
    </message>
    <message>
        <source>These there are: {desks}.</source>
        <translation>现有：{desks}。</translation>
    </message>
    <message>
        <source>This approval waits no more: it was used, refused, or is too old.</source>
        <translation>该审批已失效：已使用、被拒绝或已过期。</translation>
    </message>
    <message>
        <source>This asks for a second person by itself: just do it.</source>
        <translation>此操作会自行请求第二人同意，直接执行即可。</translation>
    </message>
    <message>
        <source>This centre has no plan of shifts.</source>
        <translation>本中心没有班次计划。</translation>
    </message>
    <message>
        <source>This core cannot lead the centre of its database: {files} not in {folder}, or not the centre&apos;s.</source>
        <translation>本核心不能成为该数据库所属中心的主用核心：{folder} 中缺少 {files}，或不是本中心的。</translation>
    </message>
    <message>
        <source>This core has no search.</source>
        <translation>该核心未启用检索。</translation>
    </message>
    <message>
        <source>This core knows no credentials.</source>
        <translation>此核心不支持口令核验。</translation>
    </message>
    <message>
        <source>This core works out no figures of the alarms.</source>
        <translation>本核心不统计告警指标。</translation>
    </message>
    <message>
        <source>This core works out no figures of the cameras.</source>
        <translation>该核心不统计摄像机指标。</translation>
    </message>
    <message>
        <source>This handover is not open.</source>
        <translation>该交接班未在进行。</translation>
    </message>
    <message>
        <source>This is a record of another seat&apos;s journal; it is not taken here.</source>
        <translation>该记录属于其他席位的本机日志，此处不予接收。</translation>
    </message>
    <message>
        <source>This is done at a desk, by who is signed in there.</source>
        <translation>此操作须在席位上由已登录人员进行。</translation>
    </message>
    <message>
        <source>This is no secret of a code generator: 26 letters or more of base 32.</source>
        <translation>不是有效的验证码密钥：应为 26 个以上 base32 字符。</translation>
    </message>
    <message>
        <source>This is the last security administrator: make another one first.</source>
        <translation>这是最后一位安全管理员：请先设立另一位。</translation>
    </message>
    <message>
        <source>This is too long: it was not done.</source>
        <translation>内容过长，未执行。</translation>
    </message>
    <message>
        <source>This is too much for a second person to look at: make several orders of it.</source>
        <translation>内容过多，第二人无法核对，请分几次提出。</translation>
    </message>
    <message>
        <source>This needs a second person: ask for approval.</source>
        <translation>此操作须双人操作：请提请审批。</translation>
    </message>
    <message>
        <source>This needs no second person.</source>
        <translation>此操作无须双人操作。</translation>
    </message>
    <message>
        <source>This needs your password.</source>
        <translation>此操作需要您的口令。</translation>
    </message>
    <message>
        <source>This seat cannot keep the journal&apos;s checkpoints: {reason}</source>
        <translation>本席无法留存日志检查点：{reason}</translation>
    </message>
    <message>
        <source>This seat&apos;s disk takes nothing: what you do is kept in memory only, and lost if the seat ends.</source>
        <translation>本席磁盘无法写入：操作仅保存在内存中，席位退出即丢失。</translation>
    </message>
    <message>
        <source>This seat&apos;s key is not trusted. At the core: .venv/bin/python main.py keys trust --kind {kind} -- {seat} &apos;{key}&apos;</source>
        <translation>本席位的密钥未受信任。请在核心处执行：.venv/bin/python main.py keys trust --kind {kind} -- {seat} &apos;{key}&apos;</translation>
    </message>
    <message>
        <source>This seat&apos;s own journal was damaged: it is put aside, and a new one has begun. Tell the administrator.</source>
        <translation>本席日志损坏，已另存并启用新日志，请通知系统管理员。</translation>
    </message>
    <message>
        <source>This was answered long ago; it is not done again. Look at the record.</source>
        <translation>该操作早已答复，不再重复执行，请查日志。</translation>
    </message>
    <message>
        <source>Too many searches wait already: try again in a moment.</source>
        <translation>等待中的检索过多，请稍后再试。</translation>
    </message>
    <message>
        <source>Too many sign in just now: try again in a moment.</source>
        <translation>同时登录的人过多：请稍后再试。</translation>
    </message>
    <message>
        <source>Too many wait for figures already: try again in a moment.</source>
        <translation>等待统计的席位过多：请稍后再试。</translation>
    </message>
    <message>
        <source>Too many wrong passwords were given here, whoever&apos;s: wait {seconds} s.</source>
        <translation>此处口令错误次数过多（不论账号），请等待 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Too many wrong passwords: a shift leader or security administrator must lift this.</source>
        <translation>口令错误次数过多：须由值班长或安全管理员解除。</translation>
    </message>
    <message>
        <source>Too many wrong passwords: wait {seconds} s.</source>
        <translation>口令错误次数过多：请等待 {seconds} s。</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>Try again later; keep_days under [audit] in the settings says how long.</source>
        <translation>请以后再试；保留天数见设置文件 [audit] 中的 keep_days。</translation>
    </message>
    <message>
        <source>Try again; with a second factor give --code too. A forgotten password a security administrator sets anew: `people password`.</source>
        <translation>请重试；启用了验证码的还须加 --code。忘记口令时由安全管理员重设：`people password`。</translation>
    </message>
    <message>
        <source>Up to here the file is whole and can be played. Make room, then record into another one.</source>
        <translation>至此文件完整，可以回放。请腾出空间，再录制到另一个文件。</translation>
    </message>
    <message>
        <source>Use a PostgreSQL database for both cores (--database).</source>
        <translation>请让两个核心共用一个 PostgreSQL 数据库（--database）。</translation>
    </message>
    <message>
        <source>Views belong to an account: sign in at a desk.</source>
        <translation>视图归个人账号所有：请先在席位登录。</translation>
    </message>
    <message>
        <source>What is derived from the journal {file} cannot be used: {reason}</source>
        <translation>由日志 {file} 导出的数据不可用：{reason}</translation>
    </message>
    <message>
        <source>What is stored of this account is not what the journal says. Tell the security administrator.</source>
        <translation>该账号存储的口令数据与日志不符，请通知安全管理员。</translation>
    </message>
    <message>
        <source>What listens at {endpoint} has another key than {key}, or is no core. Check both.</source>
        <translation>{endpoint} 处的密钥不是 {key}，或并非核心。请核对两者。</translation>
    </message>
    <message>
        <source>What stands before is whole and can be played: head -c {place} {file} &gt; NEW</source>
        <translation>此前的内容完整，可以回放：head -c {place} {file} &gt; NEW</translation>
    </message>
    <message>
        <source>What waits for approval is not what you have seen.</source>
        <translation>待审批的内容与您所见不一致。</translation>
    </message>
    <message>
        <source>What was agreed on in entry {entry} is too old: ask again.</source>
        <translation>条目 {entry} 中的同意已过期：请重新提出。</translation>
    </message>
    <message>
        <source>What was given is not what the command says: it was not done.</source>
        <translation>所给内容与命令不符，未执行。</translation>
    </message>
    <message>
        <source>What {file} holds is not the beginning of this journal.</source>
        <translation>{file} 所含不是本日志的开头部分。</translation>
    </message>
    <message>
        <source>Who asks for a second person has to be one: sign in first.</source>
        <translation>提请双人审批须本人登录。</translation>
    </message>
    <message>
        <source>Who is {role} chooses a password at the first sign-in: what another one has set does not stay.</source>
        <translation>{role}须在首次登录时自设口令，他人设置的口令不得保留。</translation>
    </message>
    <message>
        <source>Who wrote the end of the journal in {folder} cannot be known: {reason}.</source>
        <translation>无法得知 {folder} 中日志末尾由谁写入：{reason}。</translation>
    </message>
    <message>
        <source>Write it as the comment.</source>
        <translation>请写在备注中。</translation>
    </message>
    <message>
        <source>You are not relieved yet: {count} would stay on duty, {minimum} are required. A shift leader may release you.</source>
        <translation>接班人未到，不得离岗：离岗后在岗 {count} 人，要求 {minimum} 人。可由值班长准予离岗。</translation>
    </message>
    <message>
        <source>You are the last of the shift {shift}: hand it over first.</source>
        <translation>您是班次 {shift} 的最后一人：请先交接班。</translation>
    </message>
    <message>
        <source>You do not hold {device}.</source>
        <translation>您没有取得 {device} 的控制。</translation>
    </message>
    <message>
        <source>You have alarm {alarm} already.</source>
        <translation>告警 {alarm} 已由您承办。</translation>
    </message>
    <message>
        <source>You move {device} just now: stop it first.</source>
        <translation>您正在操控{device}：请先停止。</translation>
    </message>
    <message>
        <source>You talk through {device} just now: end that first.</source>
        <translation>您正在通过{device}喊话：请先结束喊话。</translation>
    </message>
    <message>
        <source>Your own password was set by somebody else since: another auditor confirms this, or you do after {days} days.</source>
        <translation>此后您的口令曾由他人设置：请另一位审计管理员确认，或于 {days} 天后由您确认。</translation>
    </message>
    <message>
        <source>Your password is the directory&apos;s: change it where it is kept.</source>
        <translation>您的口令由目录服务保管：请到目录服务中修改。</translation>
    </message>
    <message>
        <source>[directory] {field} of the settings, {file}, cannot be used: {reason}</source>
        <translation>设置中 [directory] 的 {field}（{file}）无法使用：{reason}</translation>
    </message>
    <message>
        <source>`doctor` names what is missing.</source>
        <translation>运行 doctor 可查看缺少什么。</translation>
    </message>
    <message>
        <source>`journal` shows the newest entries; what is new a running core seals soon.</source>
        <translation>`journal` 列出最新条目；新条目由运行中的核心随后封存。</translation>
    </message>
    <message>
        <source>`keys list` makes them; or name a key file with --keys.</source>
        <translation>`keys list` 会生成密钥；或用 --keys 给出密钥文件。</translation>
    </message>
    <message>
        <source>`keys list` shows all of them.</source>
        <translation>`keys list` 可列出全部密钥。</translation>
    </message>
    <message>
        <source>`keys list` tells whether it trusts {key}; if not, `keys trust` does it.</source>
        <translation>用 `keys list` 查看是否已信任 {key}；若未信任，用 `keys trust`。</translation>
    </message>
    <message>
        <source>`keys new` makes one, `keys trust` takes the source&apos;s own; or name it with --server-key.</source>
        <translation>`keys new` 可新建，`keys trust` 信任数据源自己的密钥；或用 --server-key 给出。</translation>
    </message>
    <message>
        <source>`people list` shows all of them.</source>
        <translation>用 `people list` 查看全部。</translation>
    </message>
    <message>
        <source>`people password ACCOUNT --as ACCOUNT` does it.</source>
        <translation>执行 `people password 账号 --as 账号`。</translation>
    </message>
    <message>
        <source>`people set` changes it; `people list` shows all of them.</source>
        <translation>`people set` 可更改它；`people list` 列出全部账号。</translation>
    </message>
    <message>
        <source>`people waiting` shows what waits.</source>
        <translation>可用 `people waiting` 查看等待中的请求。</translation>
    </message>
    <message>
        <source>`quarantine list` shows the entries that did.</source>
        <translation>`quarantine list` 可列出隔离事件的条目。</translation>
    </message>
    <message>
        <source>`report daily --json` names those of a day.</source>
        <translation>`report daily --json` 可列出当日的交接班。</translation>
    </message>
    <message>
        <source>a closing bracket, a closing quotation mark or a value is missing</source>
        <translation>缺少右括号、后引号或值</translation>
    </message>
    <message>
        <source>a connection, but no handshake</source>
        <translation>有连接，但无握手</translation>
    </message>
    <message>
        <source>a crash in the middle is tried with --drive</source>
        <translation>中途崩溃须用 --drive 检查</translation>
    </message>
    <message>
        <source>a curly bracket is missing: {names} look like this</source>
        <translation>缺少花括号：应写作 {names}</translation>
    </message>
    <message>
        <source>a date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>a date and time</source>
        <translation>日期时间</translation>
    </message>
    <message>
        <source>a dead authenticator cannot be seen from outside</source>
        <translation>鉴权线程已死，从外部无法看出</translation>
    </message>
    <message>
        <source>a directory&apos;s address is ldaps://HOST or ldaps://HOST:PORT</source>
        <translation>目录服务的地址写作 ldaps://主机 或 ldaps://主机:端口</translation>
    </message>
    <message>
        <source>a fault and nothing else</source>
        <translation>一个故障应答，别无其他</translation>
    </message>
    <message>
        <source>a field is source, type, subject, area, address or values.NAME; with another one of the cause: A = B</source>
        <translation>字段为 source、type、subject、area、address 或 values.名称；与原因的另一字段相等时写作 A = B</translation>
    </message>
    <message>
        <source>a filter stands in brackets, like (uid={name})</source>
        <translation>过滤条件须写在括号中，如 (uid={name})</translation>
    </message>
    <message>
        <source>a graver level has to lie farther out than a lesser one</source>
        <translation>更严重的级别须比较轻的更远离正常值</translation>
    </message>
    <message>
        <source>a key has 40 characters: it stands in keys/core.public at the core</source>
        <translation>公钥为 40 个字符：见核心数据目录中的 keys/core.public</translation>
    </message>
    <message>
        <source>a limit and its dead band are finite numbers</source>
        <translation>限值与回差须为有限的数</translation>
    </message>
    <message>
        <source>a line here is NAME = VALUE, [TABLE], or begins with #</source>
        <translation>此处每行应为“名称 = 值”、[表名]，或以 # 开头</translation>
    </message>
    <message>
        <source>a list in [ ], or tables headed [[NAME]]</source>
        <translation>[ ] 内的列表，或以 [[名称]] 开头的多个表</translation>
    </message>
    <message>
        <source>a message of the document</source>
        <translation>文档规定的消息</translation>
    </message>
    <message>
        <source>a name in a directory is written like ou=people,dc=example</source>
        <translation>目录中的名称写作 ou=people,dc=example 的形式</translation>
    </message>
    <message>
        <source>a number has thousands of digits</source>
        <translation>有一个数字长达数千位</translation>
    </message>
    <message>
        <source>a number with a decimal point</source>
        <translation>带小数点的数</translation>
    </message>
    <message>
        <source>a pattern is a whole name, a beginning and &quot;.*&quot;, or &quot;*&quot;</source>
        <translation>模式为完整名称、开头加“.*”，或“*”</translation>
    </message>
    <message>
        <source>a ping after 1 s of silence, and again each second</source>
        <translation>静默 1 秒后发 ping，此后每秒一次</translation>
    </message>
    <message>
        <source>a rule before it fits the same events, and the first one counts</source>
        <translation>前面已有规则适用于同样的事件，以前者为准</translation>
    </message>
    <message>
        <source>a rule&apos;s name has up to 64 small letters, digits, dots, dashes and underscores</source>
        <translation>规则名为至多 64 个小写字母、数字、点、短横和下划线</translation>
    </message>
    <message>
        <source>a service&apos;s name has 1 to 40 letters, digits, dots, dashes and underscores</source>
        <translation>服务名称为 1 至 40 个字母、数字、点、短横线或下划线</translation>
    </message>
    <message>
        <source>a shift&apos;s name has 1 to 16 characters, no blank and no slash</source>
        <translation>班次名为 1 至 16 个字符，不含空格和斜线</translation>
    </message>
    <message>
        <source>a slow device beside others is tried with --drive</source>
        <translation>慢设备与其他设备并行：用 --drive 检验</translation>
    </message>
    <message>
        <source>a table headed [NAME]</source>
        <translation>以 [名称] 开头的表</translation>
    </message>
    <message>
        <source>a telemetry map of the document</source>
        <translation>文档所述的遥测映射</translation>
    </message>
    <message>
        <source>a time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>a time of day is written like 08:30</source>
        <translation>时刻写作 08:30 的形式</translation>
    </message>
    <message>
        <source>a time of the day is HH:MM, from 00:00 to 23:59</source>
        <translation>时刻应为 HH:MM，00:00 至 23:59</translation>
    </message>
    <message>
        <source>a tour has either cameras or groups</source>
        <translation>轮巡只能有 cameras 或 groups 之一</translation>
    </message>
    <message>
        <source>a tour has {count} cameras at most</source>
        <translation>一个轮巡最多 {count} 路摄像机</translation>
    </message>
    <message>
        <source>a tour&apos;s id has up to 64 small letters, digits, dots, dashes and underscores</source>
        <translation>轮巡编号为最多 64 个小写字母、数字、点、短横线和下划线</translation>
    </message>
    <message>
        <source>a value is text in quotation marks, a number, true or false, or a list in brackets</source>
        <translation>值应为引号内的文字、数、true 或 false，或方括号内的列表</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a window has begins and ends, or opens and closes</source>
        <translation>窗口须有 begins 和 ends，或 opens 和 closes</translation>
    </message>
    <message>
        <source>acknowledge {alarm}</source>
        <translation>确认 {alarm}</translation>
    </message>
    <message>
        <source>alarms of the type {type} are never hidden</source>
        <translation>类型 {type} 的告警从不隐去</translation>
    </message>
    <message>
        <source>an address for figures is HOST:PORT, or empty for none</source>
        <translation>运行指标地址格式为 主机:端口，留空表示不提供</translation>
    </message>
    <message>
        <source>an address is tcp://HOST:PORT or ipc://PATH</source>
        <translation>地址应为 tcp://主机:端口 或 ipc://路径</translation>
    </message>
    <message>
        <source>an answer within a second</source>
        <translation>一秒内应答</translation>
    </message>
    <message>
        <source>an event of the document</source>
        <translation>文档规定的事件</translation>
    </message>
    <message>
        <source>an id has up to 64 letters, digits, dots, dashes and underscores, a letter or digit first</source>
        <translation>编号至多 64 个字符：字母、数字、点、横线、下划线，以字母或数字开头</translation>
    </message>
    <message>
        <source>another one was put there meanwhile</source>
        <translation>其间该处已放入另一个</translation>
    </message>
    <message>
        <source>answers that come too slowly, or not at all</source>
        <translation>应答过慢或没有应答</translation>
    </message>
    <message>
        <source>answers that the checker can follow</source>
        <translation>检查程序能够理解的应答</translation>
    </message>
    <message>
        <source>answers within the time for one rule</source>
        <translation>在单条检验的时限内应答</translation>
    </message>
    <message>
        <source>any fault</source>
        <translation>任一 fault 应答</translation>
    </message>
    <message>
        <source>any fault but size</source>
        <translation>除 size 外的任一 fault 应答</translation>
    </message>
    <message>
        <source>begin, raises only, end</source>
        <translation>begin、只有 raise、end</translation>
    </message>
    <message>
        <source>begins and ends both need a time zone, or neither</source>
        <translation>begins 与 ends 须都带时区，或都不带</translation>
    </message>
    <message>
        <source>byte {number}</source>
        <translation>第 {number} 字节</translation>
    </message>
    <message>
        <source>camera {number}: {column}</source>
        <translation>第 {number} 个摄像机 {column}</translation>
    </message>
    <message>
        <source>count needs within_s: the seconds in which it is counted</source>
        <translation>count 须配 within_s：在多少秒内计数</translation>
    </message>
    <message>
        <source>each number had the same bytes twice; what is on disk is tried with --drive</source>
        <translation>各编号两次字节相同；磁盘上的内容须用 --drive 检查</translation>
    </message>
    <message>
        <source>each number one more than the one before</source>
        <translation>每个编号比前一个大 1</translation>
    </message>
    <message>
        <source>each of the three per cents is at least the one before it</source>
        <translation>三个百分比须依次不小于前一个</translation>
    </message>
    <message>
        <source>entries {first} to {last} were not written by this centre&apos;s core</source>
        <translation>条目 {first} 至 {last} 不是本中心的核心所写</translation>
    </message>
    <message>
        <source>entries {first} to {last} were written with another vault.key than the one in keys/, or none is there</source>
        <translation>条目 {first} 至 {last} 写入时所用的 vault.key 与 keys/ 中的不同，或该处没有此文件</translation>
    </message>
    <message>
        <source>entry {entry} is not old enough</source>
        <translation>条目 {entry} 未满留存期</translation>
    </message>
    <message>
        <source>entry {first} is not what it was when it was written</source>
        <translation>条目 {first} 与写入时不同</translation>
    </message>
    <message>
        <source>entry {last} says that older ones have left the journal, and no two persons had agreed to it</source>
        <translation>条目 {last} 称较早的条目已移出日志，而此前并无两人同意</translation>
    </message>
    <message>
        <source>every account of staff number {person} is disabled</source>
        <translation>工号 {person} 的账号均已停用</translation>
    </message>
    <message>
        <source>expected 1 to {count} characters</source>
        <translation>应为 1 至 {count} 个字符</translation>
    </message>
    <message>
        <source>expected a list of cameras</source>
        <translation>应为摄像机列表</translation>
    </message>
    <message>
        <source>expected a number from {least} to {most}</source>
        <translation>应为 {least} 到 {most} 的数字</translation>
    </message>
    <message>
        <source>expected an address of {schemes}</source>
        <translation>应为 {schemes} 地址</translation>
    </message>
    <message>
        <source>expected an object</source>
        <translation>应为对象</translation>
    </message>
    <message>
        <source>expected at most {count} characters</source>
        <translation>最多 {count} 个字符</translation>
    </message>
    <message>
        <source>expected at most {count} letters, digits, dots, dashes and underscores</source>
        <translation>最多 {count} 个字母、数字、点、短横线和下划线</translation>
    </message>
    <message>
        <source>expected here: {wanted} values; found: {found}</source>
        <translation>此处应有 {wanted} 个值，实际 {found} 个</translation>
    </message>
    <message>
        <source>expected here: {wanted}; found: {found}</source>
        <translation>此处应为：{wanted}；实际为：{found}</translation>
    </message>
    <message>
        <source>expected printable ASCII without spaces, # and backslash; percent-encode the rest</source>
        <translation>只能用可打印的 ASCII 字符，不含空格、# 和反斜杠；其余须百分号编码</translation>
    </message>
    <message>
        <source>expected the id of a device: source/device</source>
        <translation>应为设备编号：数据源/设备</translation>
    </message>
    <message>
        <source>expected yes or no</source>
        <translation>应为“是”或“否”</translation>
    </message>
    <message>
        <source>ffmpeg could not encode {file}: {reason}</source>
        <translation>ffmpeg 无法编码 {file}：{reason}</translation>
    </message>
    <message>
        <source>ffmpeg is not installed; the made-up cameras are encoded by it.</source>
        <translation>未安装 ffmpeg；模拟摄像机画面由它编码。</translation>
    </message>
    <message>
        <source>headings missing: {names}</source>
        <translation>缺少列名：{names}</translation>
    </message>
    <message>
        <source>host or port is malformed</source>
        <translation>主机或端口格式有误</translation>
    </message>
    <message>
        <source>it closes when it opens: a window for whole days has begins and ends</source>
        <translation>开闭时刻相同：整日的窗口请用 begins 和 ends</translation>
    </message>
    <message>
        <source>it ended with code {code}</source>
        <translation>已退出，代码 {code}</translation>
    </message>
    <message>
        <source>it ends before it begins</source>
        <translation>结束早于开始</translation>
    </message>
    <message>
        <source>it ends when it starts</source>
        <translation>结束时刻与开始时刻相同</translation>
    </message>
    <message>
        <source>it gave no reason</source>
        <translation>未说明原因</translation>
    </message>
    <message>
        <source>it has no header</source>
        <translation>缺少文件头</translation>
    </message>
    <message>
        <source>it holds no certificate</source>
        <translation>其中没有证书</translation>
    </message>
    <message>
        <source>it is no clip of the evidence folder</source>
        <translation>不是证据目录中的片段</translation>
    </message>
    <message>
        <source>it is no key</source>
        <translation>不是密钥</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>不是文本</translation>
    </message>
    <message>
        <source>it is of the format {format}, version {version}</source>
        <translation>其格式为 {format}，版本 {version}</translation>
    </message>
    <message>
        <source>it left an incomplete stream</source>
        <translation>留下的码流不完整</translation>
    </message>
    <message>
        <source>its first line is empty</source>
        <translation>首行为空</translation>
    </message>
    <message>
        <source>its messages have no numbers</source>
        <translation>其消息不带编号</translation>
    </message>
    <message>
        <source>its names and ids take {bytes} bytes, {most} at most</source>
        <translation>名称与编号共 {bytes} 字节，最多 {most} 字节</translation>
    </message>
    <message>
        <source>larger than {count} bytes</source>
        <translation>超过 {count} 字节</translation>
    </message>
    <message>
        <source>ldaps:// is encrypted from the start: leave start_tls out, or use ldap://</source>
        <translation>ldaps:// 本已加密：请去掉 start_tls，或改用 ldap://</translation>
    </message>
    <message>
        <source>lets the source log events: --refresh, or --drive</source>
        <translation>让数据源记录事件：--refresh 或 --drive</translation>
    </message>
    <message>
        <source>limits are either above or below: one of the two lists is needed</source>
        <translation>限值或为 above 或为 below：须有且只有其一</translation>
    </message>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>line {line}, column {column}</source>
        <translation>第 {line} 行第 {column} 列</translation>
    </message>
    <message>
        <source>line {line}, {place}</source>
        <translation>第 {line} 行，{place}</translation>
    </message>
    <message>
        <source>line {line}: {column}</source>
        <translation>第 {line} 行 {column}</translation>
    </message>
    <message>
        <source>longer than {count} characters</source>
        <translation>超过 {count} 个字符</translation>
    </message>
    <message>
        <source>needs a command that loses the driven source&apos;s log: --lose</source>
        <translation>需要一条使受控数据源丢失日志的命令：--lose</translation>
    </message>
    <message>
        <source>needs a device that may act: --commands DEVICE:ACTION, or --drive</source>
        <translation>需要可以动作的设备：--commands 设备:动作，或 --drive</translation>
    </message>
    <message>
        <source>needs a second key that may come in: --second-keys, or --drive-keys</source>
        <translation>需要第二个可接入的密钥：--second-keys 或 --drive-keys</translation>
    </message>
    <message>
        <source>needs a source that can be driven: --drive</source>
        <translation>需要可控的数据源：--drive</translation>
    </message>
    <message>
        <source>needs the source&apos;s key file and a driven source: --drive-keys</source>
        <translation>需要数据源的密钥文件和可控数据源：--drive-keys</translation>
    </message>
    <message>
        <source>new events after hello are tried with --drive</source>
        <translation>hello 之后的新事件须用 --drive 检查</translation>
    </message>
    <message>
        <source>no account has the staff number {person}</source>
        <translation>没有账号的工号是 {person}</translation>
    </message>
    <message>
        <source>no answer from {endpoint} within {seconds} s</source>
        <translation>{endpoint} 在 {seconds} 秒内无应答</translation>
    </message>
    <message>
        <source>no checkpoint ends there that also lies in the second place</source>
        <translation>该处没有同时存于第二存放处的检查点</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>无连接</translation>
    </message>
    <message>
        <source>no core has started here: {file} is not there</source>
        <translation>此处未启动过核心：没有 {file}</translation>
    </message>
    <message>
        <source>no end before every core has called the last event durable</source>
        <translation>每个核心确认最后事件之前不得 end</translation>
    </message>
    <message>
        <source>no event</source>
        <translation>无事件</translation>
    </message>
    <message>
        <source>no fault field: the value is allowed</source>
        <translation>无 fault 应答：该值允许</translation>
    </message>
    <message>
        <source>no handshake succeeds</source>
        <translation>没有一次握手成功</translation>
    </message>
    <message>
        <source>no key came twice within {seconds} s</source>
        <translation>{seconds} 秒内没有键出现两次</translation>
    </message>
    <message>
        <source>no record begins there</source>
        <translation>该处不是记录的开头</translation>
    </message>
    <message>
        <source>not UTF-8</source>
        <translation>不是 UTF-8 编码</translation>
    </message>
    <message>
        <source>not acted on again</source>
        <translation>不再执行</translation>
    </message>
    <message>
        <source>not ready after {seconds} s</source>
        <translation>{seconds} 秒后仍未就绪</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>nothing is done</source>
        <translation>不执行任何动作</translation>
    </message>
    <message>
        <source>nothing was published within {seconds} s</source>
        <translation>{seconds} 秒内没有发布任何遥测</translation>
    </message>
    <message>
        <source>on the ROUTER only: the driven source publishes nothing</source>
        <translation>仅检验 ROUTER：受控数据源没有发布遥测</translation>
    </message>
    <message>
        <source>on the ROUTER only: the source names no telemetry endpoint</source>
        <translation>仅对 ROUTER：数据源未给出遥测端点</translation>
    </message>
    <message>
        <source>one result</source>
        <translation>一个结果</translation>
    </message>
    <message>
        <source>one type is needed here, not a pattern</source>
        <translation>此处须为一个类型，而非模式</translation>
    </message>
    <message>
        <source>one-key linkage for {alarm}</source>
        <translation>{alarm} 一键联动</translation>
    </message>
    <message>
        <source>only the source&apos;s own people can tell</source>
        <translation>只有数据源自己的人员能够判断</translation>
    </message>
    <message>
        <source>other machines reach {address}, and nobody is asked for a password there: add allow_remote = true if that is meant</source>
        <translation>其他机器可访问 {address}，且该处不验证密码：确需如此请加 allow_remote = true</translation>
    </message>
    <message>
        <source>others can read it</source>
        <translation>其他用户可以读取</translation>
    </message>
    <message>
        <source>passwords would be readable on the way: ldaps://, or start_tls = true</source>
        <translation>口令在途中会被看到：请用 ldaps://，或设 start_tls = true</translation>
    </message>
    <message>
        <source>people are found either by user_dn, or by base, filter, search_dn and search_password_file</source>
        <translation>查找人员：要么用 user_dn，要么用 base、filter、search_dn 和 search_password_file</translation>
    </message>
    <message>
        <source>refresh begin, raises only, refresh end</source>
        <translation>重报开始、仅有 raise、重报结束</translation>
    </message>
    <message>
        <source>tables and lists lie too deep in one another</source>
        <translation>表与列表嵌套过深</translation>
    </message>
    <message>
        <source>text in &quot;quotation marks&quot;</source>
        <translation>&quot;引号&quot;内的文字</translation>
    </message>
    <message>
        <source>the alarm of entry {entry} is still open</source>
        <translation>条目 {entry} 的告警仍未消除</translation>
    </message>
    <message>
        <source>the browser sandbox does not work for root: start the program as an ordinary user</source>
        <translation>root 用户无法使用浏览器沙箱，请以普通用户启动</translation>
    </message>
    <message>
        <source>the browser sandbox is switched off (QTWEBENGINE_DISABLE_SANDBOX or --no-sandbox)</source>
        <translation>浏览器沙箱已关闭（QTWEBENGINE_DISABLE_SANDBOX 或 --no-sandbox）</translation>
    </message>
    <message>
        <source>the checkpoint speaks of {said} entries, the journal has {size}</source>
        <translation>检查点记有 {said} 条，日志只有 {size} 条</translation>
    </message>
    <message>
        <source>the checkpoint, of {said} entries, is of another journal</source>
        <translation>检查点（{said} 条）属于另一份日志</translation>
    </message>
    <message>
        <source>the closing bracket ] is missing</source>
        <translation>缺少右方括号 ]</translation>
    </message>
    <message>
        <source>the core answers {answer}: core and command line are of different versions</source>
        <translation>核心答复 {answer}：核心与命令行版本不同</translation>
    </message>
    <message>
        <source>the core at {endpoint} does not trust this machine&apos;s tools</source>
        <translation>{endpoint} 的核心不信任本机工具</translation>
    </message>
    <message>
        <source>the core at {endpoint} stands by</source>
        <translation>{endpoint} 的核心处于备用</translation>
    </message>
    <message>
        <source>the core must keep it, not the source</source>
        <translation>此项由核心遵守，与数据源无关</translation>
    </message>
    <message>
        <source>the driven source does not say that its authenticator is dead</source>
        <translation>受控数据源未报告其鉴权线程已死</translation>
    </message>
    <message>
        <source>the durable position was looked at under E1 only</source>
        <translation>落盘位置仅在 E1 中检查</translation>
    </message>
    <message>
        <source>the end of the file</source>
        <translation>文件末尾</translation>
    </message>
    <message>
        <source>the event of entry {entry} waits in quarantine</source>
        <translation>条目 {entry} 的事件仍在隔离区</translation>
    </message>
    <message>
        <source>the file is larger than a megabyte</source>
        <translation>文件超过 1 MB</translation>
    </message>
    <message>
        <source>the handshake fails against the rules of CURVE</source>
        <translation>握手失败，不符合 CURVE 规则</translation>
    </message>
    <message>
        <source>the handshake fails: the other side speaks another mechanism</source>
        <translation>握手失败：对方使用其他机制</translation>
    </message>
    <message>
        <source>the handshake is refused with another status than 400</source>
        <translation>握手被拒，状态码不是 400</translation>
    </message>
    <message>
        <source>the handshake is refused with status 400</source>
        <translation>握手被拒，状态码 400</translation>
    </message>
    <message>
        <source>the handshake succeeds</source>
        <translation>握手成功</translation>
    </message>
    <message>
        <source>the handshake succeeds, and hello is not answered</source>
        <translation>握手成功，但 hello 无应答</translation>
    </message>
    <message>
        <source>the header names no such source</source>
        <translation>文件头中没有该数据源</translation>
    </message>
    <message>
        <source>the host is missing</source>
        <translation>缺少主机</translation>
    </message>
    <message>
        <source>the journal&apos;s first {said} entries are not those of the checkpoint</source>
        <translation>日志前 {said} 条与检查点不符</translation>
    </message>
    <message>
        <source>the link is cut without a word</source>
        <translation>连接未经说明即被切断</translation>
    </message>
    <message>
        <source>the linkage of entry {entry} is not over</source>
        <translation>条目 {entry} 的联动尚未结束</translation>
    </message>
    <message>
        <source>the list is too long: {count} at most</source>
        <translation>列表过长：至多 {count} 项</translation>
    </message>
    <message>
        <source>the list is too short: it needs {count} at least</source>
        <translation>列表过短：至少 {count} 项</translation>
    </message>
    <message>
        <source>the log has {have} events, this needs {least}</source>
        <translation>日志有 {have} 条事件，此项需要 {least} 条</translation>
    </message>
    <message>
        <source>the log is empty</source>
        <translation>日志为空</translation>
    </message>
    <message>
        <source>the number is too large: {count} at most</source>
        <translation>数值过大：不得大于 {count}</translation>
    </message>
    <message>
        <source>the number is too small: {count} at least</source>
        <translation>数值过小：不得小于 {count}</translation>
    </message>
    <message>
        <source>the other one first</source>
        <translation>另一设备在先</translation>
    </message>
    <message>
        <source>the other side hangs up in the handshake</source>
        <translation>对方在握手中断开</translation>
    </message>
    <message>
        <source>the record stays online for 180 days at least, as the law wants</source>
        <translation>依法，记录至少在线留存 180 天</translation>
    </message>
    <message>
        <source>the record there does not follow those before it</source>
        <translation>该处的记录与前面的记录不连续</translation>
    </message>
    <message>
        <source>the record there is none: {reason}</source>
        <translation>该处不是记录：{reason}</translation>
    </message>
    <message>
        <source>the record there, or one before it, was changed</source>
        <translation>该处或此前的记录被改动过</translation>
    </message>
    <message>
        <source>the result over the link that asked last</source>
        <translation>经最后询问的链路返回结果</translation>
    </message>
    <message>
        <source>the same bytes as before</source>
        <translation>与之前相同的字节</translation>
    </message>
    <message>
        <source>the same event</source>
        <translation>同一事件</translation>
    </message>
    <message>
        <source>the same events with the same bytes</source>
        <translation>相同事件，字节相同</translation>
    </message>
    <message>
        <source>the session of entry {entry} is not over</source>
        <translation>条目 {entry} 的会话尚未结束</translation>
    </message>
    <message>
        <source>the source answers a new link</source>
        <translation>数据源应答新的连接</translation>
    </message>
    <message>
        <source>the source declares no device of its own</source>
        <translation>数据源没有自行申报设备</translation>
    </message>
    <message>
        <source>the source did not answer: it may not know what is wrong now</source>
        <translation>数据源未应答：它可能无法说明当前有哪些告警</translation>
    </message>
    <message>
        <source>the source names no telemetry endpoint</source>
        <translation>数据源未给出遥测端点</translation>
    </message>
    <message>
        <source>the source remembers more than {count} cores</source>
        <translation>数据源记住的核心超过 {count} 个</translation>
    </message>
    <message>
        <source>the source speaks without CURVE</source>
        <translation>数据源不用 CURVE</translation>
    </message>
    <message>
        <source>the source takes nothing more over this link</source>
        <translation>数据源不再从此连接接收</translation>
    </message>
    <message>
        <source>the stored result, once more</source>
        <translation>再次返回已存的结果</translation>
    </message>
    <message>
        <source>the text has no closing quotation mark on its line</source>
        <translation>该行的文字缺少后引号</translation>
    </message>
    <message>
        <source>the text is too long: {count} characters at most</source>
        <translation>文字过长：至多 {count} 个字符</translation>
    </message>
    <message>
        <source>the text is too short: {count} characters at least</source>
        <translation>文字过短：至少 {count} 个字符</translation>
    </message>
    <message>
        <source>the time for the whole check was over</source>
        <translation>整个检查的时间已用完</translation>
    </message>
    <message>
        <source>there is no [officer] any more: people sign in; `people add` makes accounts</source>
        <translation>不再有 [officer]：人员须登录；用 `people add` 建立账号</translation>
    </message>
    <message>
        <source>there is no camera in it</source>
        <translation>清单中没有摄像机</translation>
    </message>
    <message>
        <source>there is no column {name}</source>
        <translation>没有{name}这一列</translation>
    </message>
    <message>
        <source>there is no layout of {count} pictures; there are {known}</source>
        <translation>没有 {count} 画面的布局；可用的有 {known}</translation>
    </message>
    <message>
        <source>there is no refresh in the log</source>
        <translation>日志中没有 refresh</translation>
    </message>
    <message>
        <source>there is no such setting; is {known} meant?</source>
        <translation>没有这一设置项；是否应为 {known}？</translation>
    </message>
    <message>
        <source>there is no such setting; those that there are here: {known}</source>
        <translation>没有这一设置项；此处可用：{known}</translation>
    </message>
    <message>
        <source>there is nobody in it</source>
        <translation>其中没有人员</translation>
    </message>
    <message>
        <source>there is none</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>there is nothing in it</source>
        <translation>内容为空</translation>
    </message>
    <message>
        <source>this cannot be read as TOML: {reason}</source>
        <translation>不符合 TOML 格式：{reason}</translation>
    </message>
    <message>
        <source>this is needed to search for people</source>
        <translation>查找人员需要此项</translation>
    </message>
    <message>
        <source>this is needed, and is not there</source>
        <translation>此项必填，但缺失</translation>
    </message>
    <message>
        <source>this is no UTF-8: save the file in that encoding</source>
        <translation>不是 UTF-8 编码：请以 UTF-8 保存该文件</translation>
    </message>
    <message>
        <source>this stands in the file twice</source>
        <translation>此项在文件中出现两次</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>two frames, the key and a map with that key, or a number from 1 as a third</source>
        <translation>两帧：键，以及含该键的映射；第三帧可为从 1 起的编号</translation>
    </message>
    <message>
        <source>wall to daily view</source>
        <translation>大屏复位</translation>
    </message>
    <message>
        <source>what is logged while a pull stands is tried with --drive</source>
        <translation>pull 有效期间记录的事件须用 --drive 检查</translation>
    </message>
    <message>
        <source>what listens at {endpoint} answers what cannot be read: {reason}</source>
        <translation>{endpoint} 的应答无法读取：{reason}</translation>
    </message>
    <message>
        <source>what the pruned entries left is not what entry {last} says</source>
        <translation>已移出条目所留下的内容与条目 {last} 所载不符</translation>
    </message>
    <message>
        <source>whether a refused pull ends the one before is tried with --drive</source>
        <translation>被拒绝的 pull 是否终止前一个：用 --drive 检验</translation>
    </message>
    <message>
        <source>with an unknown device only: no device is declared</source>
        <translation>仅用未知设备检验：没有申报设备</translation>
    </message>
    <message>
        <source>with commands that are refused; what acts is tried with --commands, --drive</source>
        <translation>仅用会被拒绝的命令检验；真正动作用 --commands 或 --drive 检验</translation>
    </message>
    <message>
        <source>with two names of one key</source>
        <translation>用同一密钥的两个名称检验</translation>
    </message>
    <message>
        <source>within_s counts only with a count of 2 or more</source>
        <translation>within_s 只在 count 为 2 及以上时有意义</translation>
    </message>
    <message>
        <source>{count} approvals wait already.</source>
        <translation>已有 {count} 项待审批。</translation>
    </message>
    <message>
        <source>{count} cameras do not fit into {tiles} pictures</source>
        <translation>{tiles} 画面容不下 {count} 路摄像机</translation>
    </message>
    <message>
        <source>{count} cameras of the tour are not known: {cameras}</source>
        <translation>轮巡中有 {count} 路摄像机不在表中：{cameras}</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>另有 {count} 项</translation>
    </message>
    <message>
        <source>{count} notes are open: mark those that are done.</source>
        <translation>已有 {count} 条未办结事项：请先办结。</translation>
    </message>
    <message>
        <source>{count} roll calls are open: wait for one.</source>
        <translation>已有 {count} 次点名未结束：请稍候。</translation>
    </message>
    <message>
        <source>{device} does not offer {action}.</source>
        <translation>{device} 不支持 {action}。</translation>
    </message>
    <message>
        <source>{file} cannot be kept as evidence: {reason}</source>
        <translation>{file} 无法留存为证据：{reason}</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}</source>
        <translation>{file} 无法读取：{reason}</translation>
    </message>
    <message>
        <source>{file} cannot be removed: {reason}</source>
        <translation>无法删除 {file}：{reason}</translation>
    </message>
    <message>
        <source>{file} holds no key of a core</source>
        <translation>{file} 中没有核心的密钥</translation>
    </message>
    <message>
        <source>{file} is an archive of the kind {kind}: make one with `audit archive`.</source>
        <translation>{file} 是 {kind} 类档案：请用 `audit archive` 生成。</translation>
    </message>
    <message>
        <source>{file} is no archive of this program.</source>
        <translation>{file} 不是本程序的档案。</translation>
    </message>
    <message>
        <source>{file} is no backup: it is an archive of the kind {kind}.</source>
        <translation>{file} 不是备份，而是 {kind} 类档案。</translation>
    </message>
    <message>
        <source>{file} is no recording: {what} (byte 0)</source>
        <translation>{file} 不是录制文件：{what}（第 0 字节）</translation>
    </message>
    <message>
        <source>{names} must not be set: it opens the map&apos;s browser to others</source>
        <translation>不得设置 {names}：会使地图浏览器对外开放</translation>
    </message>
    <message>
        <source>{name} cannot stand there</source>
        <translation>此处不能填 {name}</translation>
    </message>
    <message>
        <source>{name} could not sign in within {seconds} s.</source>
        <translation>{name} 在 {seconds} 秒内未能登录。</translation>
    </message>
    <message>
        <source>{name} has to stand there, where the person&apos;s name goes, and no other brace</source>
        <translation>其中须有 {name}，代表人员的名称，且不得有其他花括号</translation>
    </message>
    <message>
        <source>{name} holds {device} until {until}: wait, or ask them.</source>
        <translation>{name} 正在控制 {device}，至 {until}：请等待或与其联系。</translation>
    </message>
    <message>
        <source>{name} is a position or the wall: a desk needs another name</source>
        <translation>{name} 是岗位或大屏之名：席位须另取名</translation>
    </message>
    <message>
        <source>{name} is neither yes nor no</source>
        <translation>{name} 既不是“是”也不是“否”</translation>
    </message>
    <message>
        <source>{name} is no date like 2026-11-22</source>
        <translation>{name} 不是 2026-11-22 形式的日期</translation>
    </message>
    <message>
        <source>{name} is no position</source>
        <translation>{name} 不是岗位</translation>
    </message>
    <message>
        <source>{name} is no position, no desk and not the wall</source>
        <translation>{name} 既非岗位，也非席位或大屏</translation>
    </message>
    <message>
        <source>{name} is no shift of the plan: {known}</source>
        <translation>{name} 不是计划中的班次：{known}</translation>
    </message>
    <message>
        <source>{name} is not known on this machine</source>
        <translation>本机不识别 {name}</translation>
    </message>
    <message>
        <source>{name} is the centre&apos;s own name</source>
        <translation>{name} 是本中心自己的名称</translation>
    </message>
    <message>
        <source>{name} stands for {count} trusted keys.</source>
        <translation>{name} 对应 {count} 个受信任的密钥。</translation>
    </message>
    <message>
        <source>{name} stands there twice</source>
        <translation>{name} 重复</translation>
    </message>
    <message>
        <source>{person} acts in some areas only: the figures are those of the whole centre.</source>
        <translation>{person} 只负责部分区域；该指标涉及全中心。</translation>
    </message>
    <message>
        <source>{person} asks for alarm {alarm} already.</source>
        <translation>{person} 已在索要告警 {alarm}。</translation>
    </message>
    <message>
        <source>{person} asks for the alarm {alarm}: Y gives it, N keeps it, in 15 s it is theirs</source>
        <translation>{person} 索要告警 {alarm}：Y 让出，N 不让，15 秒后归其承办</translation>
    </message>
    <message>
        <source>{person} does not hold the position {role}.</source>
        <translation>{person} 不担任岗位 {role}。</translation>
    </message>
    <message>
        <source>{person} has changed the wall meanwhile: this was not done.</source>
        <translation>其间 {person} 已改动大屏，本操作未执行。</translation>
    </message>
    <message>
        <source>{person} has locked this desk and unlocks it, or a supervisor does.</source>
        <translation>席位由 {person} 锁定，须由本人或值班长解锁。</translation>
    </message>
    <message>
        <source>{person} has set this bookmark.</source>
        <translation>此标记由 {person} 设置。</translation>
    </message>
    <message>
        <source>{person} has signed already: nothing may be added. Write a note of the shift, or cancel the handover.</source>
        <translation>{person} 已签字，不得再补充。请写交班事项，或取消交接班。</translation>
    </message>
    <message>
        <source>{person} has signed for the other side: two people sign a handover.</source>
        <translation>{person} 已为另一方签字：交接班须两人签字。</translation>
    </message>
    <message>
        <source>{person} has started the linkage of alarm {alarm} meanwhile.</source>
        <translation>其间 {person} 已启动告警 {alarm} 的联动。</translation>
    </message>
    <message>
        <source>{person} has taken alarm {alarm} meanwhile: this was not done.</source>
        <translation>其间 {person} 已确认告警 {alarm}，本操作未执行。</translation>
    </message>
    <message>
        <source>{person} is not on duty as {position}; a shift leader may answer for others.</source>
        <translation>{person} 不在 {position} 岗位；值班长可代为应答。</translation>
    </message>
    <message>
        <source>{person} is not on duty in the shift {shift} and cannot hand it over.</source>
        <translation>{person} 不在班次 {shift} 的岗上，不能交班。</translation>
    </message>
    <message>
        <source>{person} is not on duty.</source>
        <translation>{person} 不在岗。</translation>
    </message>
    <message>
        <source>{person} is not planned for the shift {shift}: somebody who is takes over, or a shift leader.</source>
        <translation>{person} 未排班次 {shift}：须由该班人员或值班长接班。</translation>
    </message>
    <message>
        <source>{person} is not signed in at a desk that handles alarms.</source>
        <translation>{person} 未在处置告警的席位登录。</translation>
    </message>
    <message>
        <source>{person} is on duty already.</source>
        <translation>{person} 已在岗。</translation>
    </message>
    <message>
        <source>{person} is planned twice for one shift.</source>
        <translation>{person} 在同一班次中排了两次。</translation>
    </message>
    <message>
        <source>{person} may not act where this alarm is.</source>
        <translation>{person} 无权处置该辖区的告警。</translation>
    </message>
    <message>
        <source>{person} may not do this there: it lies outside the areas granted.</source>
        <translation>{person} 不能在该处这样做：超出授权区域。</translation>
    </message>
    <message>
        <source>{person} may not do this: no position may.</source>
        <translation>{person} 无权这样做：没有任何岗位有此权限。</translation>
    </message>
    <message>
        <source>{person} may not do this; these positions may: {roles}.</source>
        <translation>{person} 无权这样做；有权的岗位：{roles}。</translation>
    </message>
    <message>
        <source>{person} may not do {command}: the permission {permission} is missing.</source>
        <translation>{person} 无权执行 {command}：缺少权限 {permission}。</translation>
    </message>
    <message>
        <source>{person} may not look through the journal: the permission {permission} is missing.</source>
        <translation>{person} 无权检索日志：缺少权限 {permission}。</translation>
    </message>
    <message>
        <source>{person} may not run a tour at {seat}: at another seat that asks for the whole centre.</source>
        <translation>{person}不能在{seat}运行轮巡：在其他席位运行需要全中心权限。</translation>
    </message>
    <message>
        <source>{person} may not see the figures of the alarms: the permission {permission} is missing.</source>
        <translation>{person}不能查看告警指标：缺少权限 {permission}。</translation>
    </message>
    <message>
        <source>{person} may not see the figures of the cameras: the permission {permission} is missing.</source>
        <translation>{person} 无权查看摄像机指标：缺少权限 {permission}。</translation>
    </message>
    <message>
        <source>{public} is no public key.</source>
        <translation>{public} 不是公钥。</translation>
    </message>
    <message>
        <source>{rule} would have to hold first</source>
        <translation>须先满足 {rule}</translation>
    </message>
    <message>
        <source>{seats} showed no picture within {seconds} s.</source>
        <translation>{seats} 在 {seconds} 秒内未出画面。</translation>
    </message>
    <message>
        <source>{signal} ended the look at the display {display}.</source>
        <translation>检查显示 {display} 时被信号 {signal} 中止。</translation>
    </message>
    <message>
        <source>{time} is less than two hours from another shift&apos;s beginning</source>
        <translation>{time} 与另一班次的起始不足两小时</translation>
    </message>
    <message>
        <source>{value} cannot stand here, only one of these: {known}</source>
        <translation>此处不能是 {value}，只能是：{known}</translation>
    </message>
</context>
<context>
    <name>who</name>
    <message>
        <source>admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>core</source>
        <translation>核心</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>未登录</translation>
    </message>
    <message>
        <source>tool</source>
        <translation>本机工具</translation>
    </message>
    <message>
        <source>wall</source>
        <translation>大屏</translation>
    </message>
</context>
</TS>
