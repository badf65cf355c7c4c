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
    <name>AlarmDetailView</name>
    <message>
        <source>Acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Acknowledge (A)</source>
        <translation>确认（A）</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>告警详情</translation>
    </message>
    <message>
        <source>History</source>
        <translation>经过</translation>
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
    <name>AlarmFacts</name>
    <message>
        <source>Acknowledged by {person}</source>
        <translation>{person}确认</translation>
    </message>
    <message>
        <source>Cleared</source>
        <translation>已消除</translation>
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
        <source>Look by camera or ask on site; until then treat it as an alarm that stands.</source>
        <translation>调摄像机或电话核实；核实之前按有效告警处置。</translation>
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
        <source>Source</source>
        <translation>数据源</translation>
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
        <source>{source} may have lost events, and has not said since that this still stands. It may be over.</source>
        <translation>{source}可能丢失过事件，此后未再上报此告警，实际可能已解除。</translation>
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
        <source>Nothing to acknowledge</source>
        <translation>无待确认告警</translation>
    </message>
    <message>
        <source>{age} old</source>
        <translation>{age}未更新</translation>
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
    <name>ChartView</name>
    <message>
        <source>Limit {value}</source>
        <translation>上限 {value}</translation>
    </message>
    <message>
        <source>No values in the last {span}</source>
        <translation>近 {span}无数据</translation>
    </message>
</context>
<context>
    <name>ConsoleApp</name>
    <message>
        <source>acknowledge</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>map</source>
        <translation>地图</translation>
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
        <source>wall to daily view</source>
        <translation>大屏恢复日常</translation>
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
        <translation>音柱喊话：{name}，距 {distance} m</translation>
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
        <source>Show all alarms (U)</source>
        <translation>显示全部告警（U）</translation>
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
        <source>{count} above</source>
        <translation>上方 {count}</translation>
    </message>
</context>
<context>
    <name>HeaderBar</name>
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
    <name>NoticeBar</name>
    <message>
        <source>{count} more</source>
        <translation>另有 {count} 条</translation>
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
    <name>QueueDelegate</name>
    <message>
        <source>Guanyinqiao</source>
        <translation>郭家沱街道</translation>
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
    <name>VideoTile</name>
    <message>
        <source>Address not allowed</source>
        <translation>地址不允许</translation>
    </message>
    <message>
        <source>Close another one first</source>
        <translation>请先关闭一路</translation>
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
        <source>Gone silent</source>
        <translation>摄像机失联</translation>
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
        <source>Password needed</source>
        <translation>摄像机需要密码</translation>
    </message>
    <message>
        <source>Picture stopped {duration}</source>
        <translation>画面停止 {duration}</translation>
    </message>
    <message>
        <source>Stream ended</source>
        <translation>摄像机已断流</translation>
    </message>
    <message>
        <source>Too many cameras</source>
        <translation>同时打开的摄像机过多</translation>
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
        <source>trying again now</source>
        <translation>正在重试</translation>
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
        <source>Cleared</source>
        <translation>已消除</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>红色</translation>
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
        <source>Returned</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>Unacked</source>
        <translation>未确认</translation>
    </message>
</context>
<context>
    <name>action</name>
    <message>
        <source>alarm.acknowledged</source>
        <translation>确认告警</translation>
    </message>
    <message>
        <source>alarm.open</source>
        <translation>查看告警</translation>
    </message>
    <message>
        <source>alarm.raised</source>
        <translation>告警发生</translation>
    </message>
    <message>
        <source>alarm.repeated</source>
        <translation>告警重复</translation>
    </message>
    <message>
        <source>alarm.returned</source>
        <translation>告警恢复</translation>
    </message>
    <message>
        <source>alarm.select</source>
        <translation>选中告警</translation>
    </message>
    <message>
        <source>camera.listed</source>
        <translation>摄像机登记</translation>
    </message>
    <message>
        <source>camera.open</source>
        <translation>调看摄像机</translation>
    </message>
    <message>
        <source>camera.removed</source>
        <translation>摄像机移除</translation>
    </message>
    <message>
        <source>command.refused</source>
        <translation>拒绝指令</translation>
    </message>
    <message>
        <source>core.resumed</source>
        <translation>核心恢复</translation>
    </message>
    <message>
        <source>core.started</source>
        <translation>核心启动</translation>
    </message>
    <message>
        <source>device.known</source>
        <translation>设备登记</translation>
    </message>
    <message>
        <source>event.ignored</source>
        <translation>忽略事件</translation>
    </message>
    <message>
        <source>event.quarantined</source>
        <translation>隔离异常数据</translation>
    </message>
    <message>
        <source>key.revoked</source>
        <translation>密钥吊销</translation>
    </message>
    <message>
        <source>key.trusted</source>
        <translation>密钥信任</translation>
    </message>
    <message>
        <source>keys.revoke</source>
        <translation>吊销密钥</translation>
    </message>
    <message>
        <source>keys.trust</source>
        <translation>信任密钥</translation>
    </message>
    <message>
        <source>link.refused</source>
        <translation>拒绝接入</translation>
    </message>
    <message>
        <source>linkage.answered</source>
        <translation>联动应答</translation>
    </message>
    <message>
        <source>linkage.started</source>
        <translation>启动一键联动</translation>
    </message>
    <message>
        <source>map.move</source>
        <translation>移动地图</translation>
    </message>
    <message>
        <source>note.taken</source>
        <translation>记录事件</translation>
    </message>
    <message>
        <source>quarantine.dismiss</source>
        <translation>作废隔离事件</translation>
    </message>
    <message>
        <source>quarantine.dismissed</source>
        <translation>隔离事件已作废</translation>
    </message>
    <message>
        <source>quarantine.retried</source>
        <translation>隔离事件已接收</translation>
    </message>
    <message>
        <source>quarantine.retry</source>
        <translation>重新接收隔离事件</translation>
    </message>
    <message>
        <source>queue.filter</source>
        <translation>筛选队列</translation>
    </message>
    <message>
        <source>refresh.begun</source>
        <translation>开始重报</translation>
    </message>
    <message>
        <source>refresh.ended</source>
        <translation>重报完成</translation>
    </message>
    <message>
        <source>seat.joined</source>
        <translation>席位接入</translation>
    </message>
    <message>
        <source>seat.ready</source>
        <translation>席位出画面</translation>
    </message>
    <message>
        <source>source.back</source>
        <translation>数据源回退</translation>
    </message>
    <message>
        <source>source.epoch</source>
        <translation>数据源重新编号</translation>
    </message>
    <message>
        <source>source.gap</source>
        <translation>数据源漏号</translation>
    </message>
    <message>
        <source>wall.changed</source>
        <translation>大屏切换</translation>
    </message>
    <message>
        <source>wall.confirmed</source>
        <translation>大屏回报</translation>
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
    <name>cli</name>
    <message>
        <source>   the officer: Home, Enter, F1</source>
        <translation>   值班员按键：Home、Enter、F1</translation>
    </message>
    <message>
        <source>(not confirmed)</source>
        <translation>（待核实）</translation>
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
        <source>Core: does not answer ({reason})</source>
        <translation>核心：无应答（{reason}）</translation>
    </message>
    <message>
        <source>Core: running since {time}, version {version}</source>
        <translation>核心：{time} 起运行，版本 {version}</translation>
    </message>
    <message>
        <source>Drawing the district…</source>
        <translation>正在生成城区…</translation>
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
        <source>Its last {count} bytes are no whole record and are left out.</source>
        <translation>末尾 {count} 字节不是完整记录，已略去。</translation>
    </message>
    <message>
        <source>Journal: {size} entries, root {root}</source>
        <translation>日志：{size} 条，根 {root}</translation>
    </message>
    <message>
        <source>No display here: a virtual one with four monitors is {name}</source>
        <translation>本机无显示器，已启动四屏虚拟显示 {name}</translation>
    </message>
    <message>
        <source>Playing; Ctrl+C ends it.</source>
        <translation>正在回放；按 Ctrl+C 结束。</translation>
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
        <source>Seats: {count}</source>
        <translation>席位：{count}</translation>
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
        <source>The core does not call {source} yet: put it under [[sources]] in {file}.</source>
        <translation>核心尚未接入 {source}：请在 {file} 的 [[sources]] 中加入它。</translation>
    </message>
    <message>
        <source>The core&apos;s public key: {key}</source>
        <translation>核心公钥：{key}</translation>
    </message>
    <message>
        <source>The journal has been CHANGED.</source>
        <translation>日志已被篡改！</translation>
    </message>
    <message>
        <source>The journal is intact.</source>
        <translation>日志完整。</translation>
    </message>
    <message>
        <source>The recorder was not stopped in order: what came last may be missing.</source>
        <translation>录制未正常结束：最后的内容可能缺失。</translation>
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
        <source>back to normal</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>behind, {count} entries unread</source>
        <translation>落后，未读 {count} 条</translation>
    </message>
    <message>
        <source>events lost, its alarms are not confirmed</source>
        <translation>丢失事件，其告警待核实</translation>
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
        <source>new log, its alarms are not confirmed</source>
        <translation>重新编号，其告警待核实</translation>
    </message>
    <message>
        <source>of which the newest {shown} are shown; --last N shows more. All of them:</source>
        <translation>以上为最新 {shown} 条，--last N 可显示更多。全部按类：</translation>
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
        <source>wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>{count} alarms</source>
        <translation>共 {count} 条告警</translation>
    </message>
    <message>
        <source>{count} cameras, data in {folder}</source>
        <translation>摄像机 {count} 路，数据目录 {folder}</translation>
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
        <source>{count} refused</source>
        <translation>拒收 {count} 条</translation>
    </message>
    <message>
        <source>{count} telemetry values dropped</source>
        <translation>丢弃遥测 {count} 个</translation>
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
        <source>{file}: the key of {holder}, public key {key}. Hand it over in secret.</source>
        <translation>{file}：{holder} 的密钥，公钥 {key}。请保密移交。</translation>
    </message>
    <message>
        <source>{file}: {centre}, {first} to {last}, {events} events and {samples} samples</source>
        <translation>{file}：{centre}，{first} 至 {last}，事件 {events} 条，遥测 {samples} 条</translation>
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
        <source>{time}  {events} of {all_events} events, {samples} of {all_samples} samples</source>
        <translation>{time}  事件 {events}/{all_events}，遥测 {samples}/{all_samples}</translation>
    </message>
    <message>
        <source>{who} acknowledges {alarm}</source>
        <translation>{who} 确认 {alarm}</translation>
    </message>
    <message>
        <source>{who} presses F1 for {alarm}</source>
        <translation>{who} 按 F1，对 {alarm} 一键联动</translation>
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
        <source>returned</source>
        <translation>已恢复</translation>
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
    <name>trouble</name>
    <message>
        <source>(what the source sends by itself is looked at too)</source>
        <translation>（数据源自行发送的内容同样检查）</translation>
    </message>
    <message>
        <source>A recording is played into a folder of its own: name one with --data; an empty one is set up by itself.</source>
        <translation>录制内容须回放到独立的目录：用 --data 指定；空目录会自动设置。</translation>
    </message>
    <message>
        <source>Alarm {alarm} is not open.</source>
        <translation>告警 {alarm} 不在当前队列。</translation>
    </message>
    <message>
        <source>Alarm {alarm} was already acknowledged by {person}.</source>
        <translation>告警 {alarm} 已由 {person} 确认。</translation>
    </message>
    <message>
        <source>Another core is running on the data folder {folder}.</source>
        <translation>数据目录 {folder} 上已有核心在运行。</translation>
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
        <source>End that program, or wait for it; then try again.</source>
        <translation>请结束该程序或等它完成，然后重试。</translation>
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
        <source>It is damaged: restore it from a backup, and do not start a core on it.</source>
        <translation>文件已损坏：请从备份恢复，不要在其上启动核心。</translation>
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
        <source>Journal entry {entry} put no event into quarantine.</source>
        <translation>日志条目 {entry} 未隔离任何事件。</translation>
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
        <source>Name a file that `record` has made.</source>
        <translation>请指定由 `record` 生成的文件。</translation>
    </message>
    <message>
        <source>Name a key file as docs/protocol.md describes it; `keys new` makes one.</source>
        <translation>给出 docs/protocol.md 所述的密钥文件；`keys new` 可新建。</translation>
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
        <source>No event of journal entry {entry} is in quarantine.</source>
        <translation>日志条目 {entry} 没有仍在隔离区的事件。</translation>
    </message>
    <message>
        <source>Nobody listens at {endpoint}.</source>
        <translation>{endpoint} 处无人监听。</translation>
    </message>
    <message>
        <source>Port {port} is taken by another program: {reason}</source>
        <translation>端口 {port} 已被其他程序占用：{reason}</translation>
    </message>
    <message>
        <source>Put that key into `peers` of the source&apos;s key file; then check again.</source>
        <translation>请将该密钥写入数据源密钥文件的 `peers`，然后重新检查。</translation>
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
        <source>Remove that, then start the replay again.</source>
        <translation>请将其移走，再重新开始回放。</translation>
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
        <source>Start it on a desktop; `make demo` makes a display of its own.</source>
        <translation>请在桌面环境中启动；`make demo` 会自建虚拟显示。</translation>
    </message>
    <message>
        <source>Start the core once: it brings the journal up to date.</source>
        <translation>请启动一次核心：它会把日志升级到当前版本。</translation>
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
        <source>Stop it first, or name another folder with --data.</source>
        <translation>请先停止它，或用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>Stop that program, or choose others: make demo PORTS=N.</source>
        <translation>请停止该程序，或改用其他端口：make demo PORTS=N。</translation>
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
        <source>The arguments of {command} are wrong: {error}</source>
        <translation>指令 {command} 的参数有误：{error}</translation>
    </message>
    <message>
        <source>The camera list {file} is wrong at {where}: {what}</source>
        <translation>摄像机清单 {file} 有误，位置 {where}：{what}</translation>
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
        <source>The centre trusts no key of the source {name}.</source>
        <translation>中心不信任数据源 {name} 的任何密钥。</translation>
    </message>
    <message>
        <source>The core cannot listen at {endpoint}: {reason}</source>
        <translation>核心无法监听 {endpoint}：{reason}</translation>
    </message>
    <message>
        <source>The core did not start within {seconds} s.</source>
        <translation>核心未能在 {seconds} 秒内启动。</translation>
    </message>
    <message>
        <source>The core that runs on {folder} does not answer: {reason}</source>
        <translation>数据目录 {folder} 上运行的核心无应答：{reason}</translation>
    </message>
    <message>
        <source>The core&apos;s disk is full and nothing is recorded: make room there, work then goes on by itself.</source>
        <translation>核心磁盘已满，当前无法记录。请腾出空间，之后自动恢复。</translation>
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
        <source>The demo never touches one: name another folder with --data.</source>
        <translation>演示不会动它：请用 --data 指定其他目录。</translation>
    </message>
    <message>
        <source>The demo&apos;s officer could not press a key: {reason}</source>
        <translation>演示无法模拟按键：{reason}</translation>
    </message>
    <message>
        <source>The disk of the journal {file} is full.</source>
        <translation>日志 {file} 所在磁盘已满。</translation>
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
        <source>The file {file} exists already; a recording never overwrites one.</source>
        <translation>文件 {file} 已存在；录制绝不覆盖已有文件。</translation>
    </message>
    <message>
        <source>The file {file} exists already; it may hold a key that is in use.</source>
        <translation>文件 {file} 已存在，其中可能是正在使用的密钥。</translation>
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
        <source>The key file cannot be made: {reason}</source>
        <translation>无法生成密钥文件：{reason}</translation>
    </message>
    <message>
        <source>The key file {file} is made, but the core has not said that it trusts it.</source>
        <translation>密钥文件 {file} 已生成，但核心未答复是否信任它。</translation>
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
        <source>The linkage of alarm {alarm} is already running.</source>
        <translation>告警 {alarm} 的联动正在进行。</translation>
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
        <source>The seat has no key: {reason}</source>
        <translation>席位没有密钥：{reason}</translation>
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
        <source>The settings know no source at {endpoint}, so its public key is not known.</source>
        <translation>设置中没有位于 {endpoint} 的数据源，因此不知其公钥。</translation>
    </message>
    <message>
        <source>The settings of the data folder {folder} name no source {source}.</source>
        <translation>数据目录 {folder} 的设置中没有数据源 {source}。</translation>
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
        <source>The wall reports version {reported}, but {wanted} is wanted.</source>
        <translation>大屏上报版本 {reported}，应为 {wanted}。</translation>
    </message>
    <message>
        <source>There are no {count} free ports from {first} on.</source>
        <translation>从 {first} 起没有 {count} 个空闲端口。</translation>
    </message>
    <message>
        <source>There is no command {command}.</source>
        <translation>没有指令 {command}。</translation>
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
        <source>There is no journal in the data folder {folder}.</source>
        <translation>数据目录 {folder} 中没有日志。</translation>
    </message>
    <message>
        <source>There is no trusted key of {name}.</source>
        <translation>没有 {name} 的受信任密钥。</translation>
    </message>
    <message>
        <source>This seat&apos;s key is not trusted. At the core: .venv/bin/python main.py keys trust --kind {kind} -- {seat} &apos;{key}&apos;</source>
        <translation>本席位的密钥未受信任。请在核心处执行：.venv/bin/python main.py keys trust --kind {kind} -- {seat} &apos;{key}&apos;</translation>
    </message>
    <message>
        <source>Up to here the file is whole and can be played. Make room, then record into another one.</source>
        <translation>至此文件完整，可以回放。请腾出空间，再录制到另一个文件。</translation>
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
        <source>`doctor` names what is missing.</source>
        <translation>运行 doctor 可查看缺少什么。</translation>
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
        <source>`quarantine list` shows the entries that did.</source>
        <translation>`quarantine list` 可列出隔离事件的条目。</translation>
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
        <source>a dead authenticator cannot be seen from outside</source>
        <translation>鉴权线程已死，从外部无法看出</translation>
    </message>
    <message>
        <source>a fault and nothing else</source>
        <translation>一个故障应答，别无其他</translation>
    </message>
    <message>
        <source>a message of the document</source>
        <translation>文档规定的消息</translation>
    </message>
    <message>
        <source>a ping after 1 s of silence, and again each second</source>
        <translation>静默 1 秒后发 ping，此后每秒一次</translation>
    </message>
    <message>
        <source>a slow device beside others is tried with --drive</source>
        <translation>慢设备与其他设备并行：用 --drive 检验</translation>
    </message>
    <message>
        <source>a telemetry map of the document</source>
        <translation>文档所述的遥测映射</translation>
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
        <source>each number had the same bytes twice; what is on disk is tried with --drive</source>
        <translation>各编号两次字节相同；磁盘上的内容须用 --drive 检查</translation>
    </message>
    <message>
        <source>each number one more than the one before</source>
        <translation>每个编号比前一个大 1</translation>
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
        <source>expected an address of {schemes}</source>
        <translation>应为 {schemes} 地址</translation>
    </message>
    <message>
        <source>expected an object</source>
        <translation>应为对象</translation>
    </message>
    <message>
        <source>expected printable ASCII without spaces, # and backslash; percent-encode the rest</source>
        <translation>只能用可打印的 ASCII 字符，不含空格、# 和反斜杠；其余须百分号编码</translation>
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
        <source>it ended with code {code}</source>
        <translation>已退出，代码 {code}</translation>
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
        <source>it is of the format {format}, version {version}</source>
        <translation>其格式为 {format}，版本 {version}</translation>
    </message>
    <message>
        <source>it left an incomplete stream</source>
        <translation>留下的码流不完整</translation>
    </message>
    <message>
        <source>its messages have no numbers</source>
        <translation>其消息不带编号</translation>
    </message>
    <message>
        <source>larger than {count} bytes</source>
        <translation>超过 {count} 字节</translation>
    </message>
    <message>
        <source>lets the source log events: --refresh, or --drive</source>
        <translation>让数据源记录事件：--refresh 或 --drive</translation>
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
        <source>no answer from {endpoint} within {seconds} s</source>
        <translation>{endpoint} 在 {seconds} 秒内无应答</translation>
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
        <source>only the source&apos;s own people can tell</source>
        <translation>只有数据源自己的人员能够判断</translation>
    </message>
    <message>
        <source>refresh begin, raises only, refresh end</source>
        <translation>重报开始、仅有 raise、重报结束</translation>
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
        <source>the core answers {answer}: core and command line are of different versions</source>
        <translation>核心答复 {answer}：核心与命令行版本不同</translation>
    </message>
    <message>
        <source>the core at {endpoint} does not trust this machine&apos;s tools</source>
        <translation>{endpoint} 的核心不信任本机工具</translation>
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
        <source>the link is cut without a word</source>
        <translation>连接未经说明即被切断</translation>
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
        <source>the other one first</source>
        <translation>另一设备在先</translation>
    </message>
    <message>
        <source>the other side hangs up in the handshake</source>
        <translation>对方在握手中断开</translation>
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
        <source>the time for the whole check was over</source>
        <translation>整个检查的时间已用完</translation>
    </message>
    <message>
        <source>there is no camera in it</source>
        <translation>清单中没有摄像机</translation>
    </message>
    <message>
        <source>there is no refresh in the log</source>
        <translation>日志中没有 refresh</translation>
    </message>
    <message>
        <source>two frames, the key and a map with that key, or a number from 1 as a third</source>
        <translation>两帧：键，以及含该键的映射；第三帧可为从 1 起的编号</translation>
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
        <source>{file} cannot be read: {reason}</source>
        <translation>{file} 无法读取：{reason}</translation>
    </message>
    <message>
        <source>{file} holds no key of a core</source>
        <translation>{file} 中没有核心的密钥</translation>
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
        <source>{person} may not do {command}: the permission {permission} is missing.</source>
        <translation>{person} 无权执行 {command}：缺少权限 {permission}。</translation>
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
</context>
</TS>
