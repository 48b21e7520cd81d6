<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>ActionRegistry</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
</context>
<context>
    <name>AnswerSharesView</name>
    <message>
        <source>Answers with the step and with another in its place</source>
        <translation>有此步骤和换成另一步骤时的答案</translation>
    </message>
    <message>
        <source>%1: %2 with the step, %3 with another</source>
        <translation>%1：有此步骤 %2 次，换成另一步骤 %3 次</translation>
    </message>
    <message>
        <source>with this step</source>
        <translation>有此步骤</translation>
    </message>
    <message>
        <source>with another in its place</source>
        <translation>换成另一步骤</translation>
    </message>
</context>
<context>
    <name>AttentionPage</name>
    <message>
        <source>Attention of both runs</source>
        <translation>两次运行的注意力</translation>
    </message>
    <message>
        <source>Attention was not traced.</source>
        <translation>未记录注意力。</translation>
    </message>
    <message>
        <source>Attention was traced in neither run.</source>
        <translation>两次运行都未记录注意力。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>looks at step</source>
        <translation>看向步骤</translation>
    </message>
    <message>
        <source>%1 − %2</source>
        <translation>%1 − %2</translation>
    </message>
    <message>
        <source>How each step shares its attention among earlier steps, both runs with their steps aligned. Right: %1 looks there more in orange, %2 in blue.</source>
        <translation>每个步骤如何把注意力分给之前的步骤，两次运行的步骤已对齐。右图：橙色处%1看得更多，蓝色处%2看得更多。</translation>
    </message>
    <message>
        <source>at #%1</source>
        <translation>看向 #%1</translation>
    </message>
    <message>
        <source>change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>share</source>
        <translation>份额</translation>
    </message>
</context>
<context>
    <name>AttentionTab</name>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Step to step</source>
        <translation>步骤到步骤</translation>
    </message>
    <message>
        <source>Source step</source>
        <translation>来源步骤</translation>
    </message>
    <message>
        <source>Attention to which step</source>
        <translation>对哪个步骤的注意力</translation>
    </message>
    <message>
        <source>Attention mass, layers by heads</source>
        <translation>注意力质量，层 × 头</translation>
    </message>
    <message>
        <source>Weights, step by step</source>
        <translation>逐步权重</translation>
    </message>
    <message>
        <source>Select a step to see which heads looked back.</source>
        <translation>选择一个步骤，看看哪些头回看了。</translation>
    </message>
    <message>
        <source>Appears when the run has steps.</source>
        <translation>运行有了步骤后显示。</translation>
    </message>
    <message>
        <source>all earlier steps</source>
        <translation>所有更早的步骤</translation>
    </message>
    <message>
        <source>This step was given, so no head produced it.</source>
        <translation>这个步骤是给定的，没有头产生它。</translation>
    </message>
    <message>
        <source>Heads were not traced in this run; choose the full trace level.</source>
        <translation>这次运行没有记录注意力头；请选择完整的跟踪级别。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>attention of step #%1</source>
        <translation>对步骤 #%1 的注意力</translation>
    </message>
    <message>
        <source>Not measured in this run.</source>
        <translation>这次运行没有测量。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>rests on step</source>
        <translation>依据步骤</translation>
    </message>
    <message>
        <source>share by %1</source>
        <translation>按 %1 的份额</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>No attention came with this trace; the map shows what its readers labelled or tested.</source>
        <translation>此记录不带注意力；图中是读者标注或检验过的内容。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>BranchActions</name>
    <message numerus="yes">
        <source>Hide %n run(s)</source>
        <translation>
            <numerusform>隐藏 %n 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Another token here…</source>
        <translation>此处换一个词元(&amp;A)…</translation>
    </message>
    <message>
        <source>The words the model weighed here; one of them is taken instead</source>
        <translation>模型在此处权衡过的词；改用其中一个</translation>
    </message>
    <message>
        <source>&amp;Edit the step and run on…</source>
        <translation>编辑步骤并继续运行(&amp;E)…</translation>
    </message>
    <message>
        <source>Say the step in other words; what follows is thought anew</source>
        <translation>用别的话说此步骤；其后重新思考</translation>
    </message>
    <message>
        <source>Edit the step and run on</source>
        <translation>编辑步骤并继续运行</translation>
    </message>
    <message>
        <source>What stands here instead; all before it stays as it is.</source>
        <translation>改为写在这里的内容；此前的一切保持不变。</translation>
    </message>
    <message>
        <source>&amp;Insert a step before it…</source>
        <translation>在其前插入步骤(&amp;I)…</translation>
    </message>
    <message>
        <source>Put a thought before the step; what follows is thought anew</source>
        <translation>在此步骤之前加入一段思考；其后重新思考</translation>
    </message>
    <message>
        <source>Insert a step and run on</source>
        <translation>插入步骤并继续运行</translation>
    </message>
    <message>
        <source>What is thought before this step.</source>
        <translation>在此步骤之前思考的内容。</translation>
    </message>
    <message>
        <source>&amp;Run on without the step</source>
        <translation>去掉此步骤并继续运行(&amp;R)</translation>
    </message>
    <message>
        <source>Leave the step out; what follows is thought anew</source>
        <translation>省去此步骤；其后重新思考</translation>
    </message>
    <message>
        <source>Re&amp;generate from here</source>
        <translation>从此处重新生成(&amp;G)</translation>
    </message>
    <message>
        <source>Think again from the selected place</source>
        <translation>从所选位置重新思考</translation>
    </message>
    <message>
        <source>Regenerate &amp;five times from here</source>
        <translation>从此处重新生成五次(&amp;F)</translation>
    </message>
    <message>
        <source>Five more ways to go on from the selected place</source>
        <translation>从所选位置再写五种续文</translation>
    </message>
    <message>
        <source>Stop thinking here and &amp;answer</source>
        <translation>在此停止思考并回答(&amp;A)</translation>
    </message>
    <message>
        <source>Close the thinking at the selected place and say the answer</source>
        <translation>在所选位置结束思考并说出答案</translation>
    </message>
    <message>
        <source>&amp;Drop the thinking before the step</source>
        <translation>丢弃此步骤之前的思考(&amp;D)</translation>
    </message>
    <message>
        <source>Forget what was thought before the step and run on</source>
        <translation>忘掉此步骤之前的思考并继续运行</translation>
    </message>
    <message>
        <source>&amp;Say this here…</source>
        <translation>在此处说这些(&amp;S)…</translation>
    </message>
    <message>
        <source>Words that the model goes on from</source>
        <translation>模型由此继续的词语</translation>
    </message>
    <message>
        <source>Say this and run on</source>
        <translation>说这些并继续运行</translation>
    </message>
    <message>
        <source>The words that come next, whatever the model would choose.</source>
        <translation>接下来的词语，不管模型会选什么。</translation>
    </message>
    <message>
        <source>&amp;Never say…</source>
        <translation>绝不说(&amp;N)…</translation>
    </message>
    <message>
        <source>Words that may not be said from here on</source>
        <translation>从此处起不得说的词语</translation>
    </message>
    <message>
        <source>Run on without ever saying</source>
        <translation>继续运行，绝不说</translation>
    </message>
    <message>
        <source>Words that are not written from here on, byte for byte.</source>
        <translation>从此处起不写的词语，逐字节比对。</translation>
    </message>
    <message>
        <source>&amp;Previous sibling</source>
        <translation>上一个同级分支(&amp;P)</translation>
    </message>
    <message>
        <source>Show the run before this one among those that parted at the same place</source>
        <translation>在同一位置分开的运行中，显示前一个</translation>
    </message>
    <message>
        <source>Ne&amp;xt sibling</source>
        <translation>下一个同级分支(&amp;X)</translation>
    </message>
    <message>
        <source>Show the run after this one among those that parted at the same place</source>
        <translation>在同一位置分开的运行中，显示后一个</translation>
    </message>
    <message>
        <source>&amp;Compare with the run it left</source>
        <translation>与它离开的运行比较(&amp;C)</translation>
    </message>
    <message>
        <source>What two runs share, where they part and what each answers</source>
        <translation>两个运行的共同部分、分开之处和各自的答案</translation>
    </message>
    <message>
        <source>&amp;Hide this run and its branches</source>
        <translation>隐藏此运行及其分支(&amp;H)</translation>
    </message>
    <message>
        <source>Take them out of the list; it can be undone</source>
        <translation>从列表中移除；可以撤销</translation>
    </message>
    <message>
        <source>“%1”  %2 %</source>
        <translation>“%1”  %2 %</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message numerus="yes">
        <source>Run %1 and %n branch(es) below it are hidden.</source>
        <translation>
            <numerusform>运行 %1 及其下 %n 个分支已隐藏。</numerusform>
        </translation>
    </message>
    <message>
        <source>Run %1 is hidden.</source>
        <translation>运行 %1 已隐藏。</translation>
    </message>
    <message>
        <source>Run on with other settin&amp;gs…</source>
        <translation>用其他设置继续(&amp;G)…</translation>
    </message>
    <message>
        <source>The same place with another seed, temperature, precision or model</source>
        <translation>从同一位置换用其他种子、温度、精度或模型</translation>
    </message>
    <message>
        <source>From token %1 of run %2 on.</source>
        <translation>从运行 %2 的第 %1 个词元起。</translation>
    </message>
    <message>
        <source>From step #%1 of run %2 on.</source>
        <translation>从运行 %2 的步骤 #%1 起。</translation>
    </message>
</context>
<context>
    <name>BranchSettingsDialog</name>
    <message>
        <source>%1 (loaded)</source>
        <translation>%1（已加载）</translation>
    </message>
    <message>
        <source>Run on with other settings</source>
        <translation>用其他设置继续</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>as the device has it</source>
        <translation>按设备默认</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Another seed draws other tokens, unless the temperature is greedy</source>
        <translation>除非温度为贪心，换一个种子会抽出不同的词元</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher is more varied</source>
        <translation>0 总是取最可能的词元；越高越多样</translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation>最大词元数</translation>
    </message>
    <message>
        <source>The run ends here at the latest, tokens of the run it leaves included</source>
        <translation>运行最迟在此结束，含所离开运行的词元</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Another model reads the text again and goes on from there; it stays loaded</source>
        <translation>另一个模型重新读取文本并由此继续；之后保持加载</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>The number format of the weights</source>
        <translation>权重的数值格式</translation>
    </message>
    <message>
        <source>Run on</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Greedy runs are the same for every seed.</source>
        <translation>贪心运行与种子无关。</translation>
    </message>
    <message>
        <source>The model is loaded first and stays loaded; it reads what was written so far again.</source>
        <translation>先加载该模型并保持加载；它会重新读取已写的内容。</translation>
    </message>
    <message>
        <source>What was written so far is taken over as it is.</source>
        <translation>已写的内容原样沿用。</translation>
    </message>
    <message>
        <source>Other folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>The folder of a model, or of a LoRA adapter beside its base</source>
        <translation>模型的文件夹，或 LoRA 适配器的文件夹（基础模型在它旁边）</translation>
    </message>
    <message>
        <source>Model or adapter</source>
        <translation>模型或适配器</translation>
    </message>
</context>
<context>
    <name>CanvasBar</name>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>The path of the run and what it nearly did instead (1)</source>
        <translation>运行的路径，以及它差点走的其他路（1）</translation>
    </message>
    <message>
        <source>Provenance</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>What the answer or the chosen step rests on (2)</source>
        <translation>答案或所选步骤依据什么（2）</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>链</translation>
    </message>
    <message>
        <source>All steps in order, with arcs to their sources (3)</source>
        <translation>按顺序排列的所有步骤，以及指向来源的弧线（3）</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>缩小（−）</translation>
    </message>
    <message>
        <source>Back to 100 % (0)</source>
        <translation>回到 100 %（0）</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>Everything in sight (F)</source>
        <translation>全部可见（F）</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>How much each step rests on each earlier one (4)</source>
        <translation>每个步骤在多大程度上依据每个更早的步骤（4）</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Show or hide folding, focus, the edges&apos; threshold and search</source>
        <translation>显示或隐藏折叠、聚焦、边的阈值和搜索</translation>
    </message>
</context>
<context>
    <name>CanvasSearch</name>
    <message>
        <source>Find in steps, or #number</source>
        <translation>在步骤中查找，或 #编号</translation>
    </message>
    <message>
        <source>Find in the steps</source>
        <translation>在步骤中查找</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配项</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>上一个匹配项（Shift+Enter）</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>下一个匹配项（Enter）</translation>
    </message>
    <message>
        <source>Close the search (Esc)</source>
        <translation>关闭查找（Esc）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>CanvasTools</name>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Chains of one class become one card (G)</source>
        <translation>同一类别的链合为一张卡片（G）</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>聚焦</translation>
    </message>
    <message>
        <source>Only what the selected step rests on, and what rests on it, keeps its colour (O)</source>
        <translation>只有所选步骤依据的内容和依据它的内容保留颜色（O）</translation>
    </message>
    <message>
        <source>Edges ≥ %1</source>
        <translation>边 ≥ %1</translation>
    </message>
    <message>
        <source>Least weight of an edge</source>
        <translation>边的最小权重</translation>
    </message>
    <message>
        <source>Weaker edges are left out</source>
        <translation>更弱的边不显示</translation>
    </message>
    <message>
        <source>Sources per step</source>
        <translation>每步来源数</translation>
    </message>
    <message>
        <source>Only the strongest sources of each step</source>
        <translation>只显示每个步骤最强的来源</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find in the steps (Ctrl+F)</source>
        <translation>在步骤中查找（Ctrl+F）</translation>
    </message>
    <message>
        <source>Find in the steps</source>
        <translation>在步骤中查找</translation>
    </message>
    <message>
        <source>All sources</source>
        <translation>全部来源</translation>
    </message>
    <message>
        <source>Top %1</source>
        <translation>前 %1 个</translation>
    </message>
</context>
<context>
    <name>Claims</name>
    <message>
        <source>sum holds</source>
        <translation>算式成立</translation>
    </message>
    <message>
        <source>wrong sum</source>
        <translation>算式有误</translation>
    </message>
    <message>
        <source>sum not checkable</source>
        <translation>算式无法核对</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>written again %1 times: %2</source>
        <translation>重写 %1 次：%2</translation>
    </message>
    <message>
        <source>Write each again %1 times</source>
        <translation>各重写 %1 次</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose Branch &gt; Compare to see two runs beside each other.</source>
        <translation>选择“分支 &gt; 比较”可并排查看两个运行。</translation>
    </message>
    <message>
        <source>Continue both runs from behind the fork with other seeds and count the answers</source>
        <translation>用其他种子从分叉之后续写两个运行，并统计答案</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>They part at token %1.</source>
        <translation>它们在词元 %1 处分开。</translation>
    </message>
    <message>
        <source>Their tokens are the same.</source>
        <translation>它们的词元相同。</translation>
    </message>
    <message>
        <source>The routing parts at token %1, layer %2.</source>
        <translation>路由在词元 %1、第 %2 层分开。</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Same routing</source>
        <translation>路由相同</translation>
    </message>
    <message>
        <source>Same attention</source>
        <translation>注意力相同</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较的内容</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Steps side by side, their differences and the answers</source>
        <translation>并排的步骤、差异与答案</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不确定性</translation>
    </message>
    <message>
        <source>Entropy of both runs, token by token</source>
        <translation>两次运行逐词元的熵</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>What each step looks at, in both runs and the difference</source>
        <translation>两次运行中每个步骤看向何处，以及差异</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Where the routing parts, and whose experts work more</source>
        <translation>路由从何处分开，哪些专家工作得更多</translation>
    </message>
    <message>
        <source>A trace that was read from a file has no model that could write it again</source>
        <translation>从文件读入的记录没有可以重写它的模型</translation>
    </message>
    <message>
        <source>They part at sentence %1.</source>
        <translation>两者从第 %1 个句子起不同。</translation>
    </message>
    <message>
        <source>Their sentences are the same.</source>
        <translation>两者的句子相同。</translation>
    </message>
    <message>
        <source>%1 sentences</source>
        <translation>%1 个句子</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>&lt;b&gt;Run %1&lt;/b&gt; · answer &lt;b&gt;%2&lt;/b&gt; · %3</source>
        <translation>&lt;b&gt;运行 %1&lt;/b&gt; · 答案 &lt;b&gt;%2&lt;/b&gt; · %3</translation>
    </message>
    <message>
        <source> · mean entropy %1</source>
        <translation> · 平均熵 %1</translation>
    </message>
</context>
<context>
    <name>CrumbBar</name>
    <message>
        <source>Where the branch hangs</source>
        <translation>分支所在的位置</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>重新显示全部</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Run %1 and its branches alone</source>
        <translation>只显示运行 %1 及其分支</translation>
    </message>
    <message>
        <source>Show run %1 and its branches alone</source>
        <translation>只显示运行 %1 及其分支</translation>
    </message>
</context>
<context>
    <name>DockTitle</name>
    <message>
        <source>Maximise %1</source>
        <translation>最大化%1</translation>
    </message>
    <message>
        <source>Maximise (double click)</source>
        <translation>最大化（双击）</translation>
    </message>
    <message>
        <source>Float %1</source>
        <translation>浮动%1</translation>
    </message>
    <message>
        <source>Float, or put back</source>
        <translation>浮动，或放回原处</translation>
    </message>
    <message>
        <source>Close %1</source>
        <translation>关闭%1</translation>
    </message>
    <message>
        <source>Close; the View menu brings it back</source>
        <translation>关闭；可从“视图”菜单恢复</translation>
    </message>
    <message>
        <source>Restore %1</source>
        <translation>还原%1</translation>
    </message>
    <message>
        <source>Back to its place (double click)</source>
        <translation>回到原处（双击）</translation>
    </message>
</context>
<context>
    <name>EdgeEvidence</name>
    <message>
        <source>What each method says of this edge</source>
        <translation>每种方法对这条边的说法</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>1: the step&apos;s strongest source by this method</source>
        <translation>1：按此方法该步骤最强的来源</translation>
    </message>
    <message>
        <source>Weight of a source drawn at random</source>
        <translation>随机抽取的来源的权重</translation>
    </message>
    <message>
        <source>Why #%1 rests on #%2</source>
        <translation>为什么 #%1 依据 #%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>弱</translation>
    </message>
    <message>
        <source>%1 of %2 methods name it among the step&apos;s strongest sources; a source drawn at random would be named by %3.</source>
        <translation>%2 种方法中有 %1 种把它列为该步骤最强的来源之一；随机抽取的来源会被 %3 种列出。</translation>
    </message>
    <message>
        <source>Only one method was run; choose others above the tree to see whether they agree.</source>
        <translation>只运行了一种方法；在树上方选择其他方法，看它们是否一致。</translation>
    </message>
</context>
<context>
    <name>ExpertsPage</name>
    <message>
        <source>Experts of both runs</source>
        <translation>两次运行的专家</translation>
    </message>
    <message>
        <source>These models are dense: they have no experts.</source>
        <translation>这些模型是稠密模型：没有专家。</translation>
    </message>
    <message>
        <source>The model of run %1 is dense: it has no experts to compare with.</source>
        <translation>运行 %1 的模型是稠密模型：没有可比较的专家。</translation>
    </message>
    <message>
        <source>The experts of run %1 were not recorded.</source>
        <translation>运行 %1 未记录专家。</translation>
    </message>
    <message>
        <source>The two models have different experts, so there is nothing to set side by side.</source>
        <translation>两个模型的专家不同，无法并排比较。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The routing parts at token %1 “%2”, layer %3&lt;/b&gt; (framed).</source>
        <translation>&lt;b&gt;路由在第 %1 个词元“%2”、第 %3 层分开&lt;/b&gt;（已加框）。</translation>
    </message>
    <message>
        <source>Most of all in layer %1: %2 of the %3 tokens side by side use other experts.</source>
        <translation>第 %1 层差异最大：并排的 %3 个词元中有 %2 用了其他专家。</translation>
    </message>
    <message>
        <source>All %1 tokens side by side use the same experts in every layer.</source>
        <translation>并排的全部 %1 个词元在每一层都用相同的专家。</translation>
    </message>
    <message>
        <source>Layer %1 (%2 of tokens part)</source>
        <translation>第 %1 层（%2 的词元分开）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>tokens %1 | %2</source>
        <translation>词元 %1 | %2</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Token of run %1</source>
        <translation>运行 %1 的词元</translation>
    </message>
    <message>
        <source>other experts</source>
        <translation>其他专家</translation>
    </message>
    <message>
        <source>Where it parts: share of a token&apos;s experts that differ</source>
        <translation>分开之处：词元的专家中不同者所占份额</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>tokens that use it</source>
        <translation>使用它的词元</translation>
    </message>
    <message>
        <source>Load: %1 − %2</source>
        <translation>负载：%1 − %2</translation>
    </message>
    <message>
        <source>Empty columns: only one run has the token.</source>
        <translation>空列：只有一次运行有该词元。</translation>
    </message>
</context>
<context>
    <name>ExpertsTab</name>
    <message>
        <source>Experts of what</source>
        <translation>哪里的专家</translation>
    </message>
    <message>
        <source>This step</source>
        <translation>此步骤</translation>
    </message>
    <message>
        <source>The selected step</source>
        <translation>所选的步骤</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <source>All tokens that the model wrote</source>
        <translation>模型写下的所有词元</translation>
    </message>
    <message>
        <source>Tokens of the chosen expert</source>
        <translation>所选专家的词元</translation>
    </message>
    <message>
        <source>Expert use</source>
        <translation>专家使用</translation>
    </message>
    <message>
        <source>Run a question to see which experts worked.</source>
        <translation>运行一个问题，看看哪些专家参与了工作。</translation>
    </message>
    <message>
        <source>Select a step to see its experts.</source>
        <translation>选择一个步骤，查看它的专家。</translation>
    </message>
    <message>
        <source>This step was given; experts are recorded for what the model wrote.</source>
        <translation>这个步骤是给定的；只记录模型所写内容的专家。</translation>
    </message>
    <message>
        <source>No experts were recorded: the model is dense, or the run was not traced.</source>
        <translation>没有记录专家：模型是稠密的，或运行没有跟踪。</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Expert</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>Each token uses %1 of %2 experts per layer, so even use is %3.</source>
        <translation>每个词元在每层使用 %2 个专家中的 %1 个，所以均匀使用是 %3。</translation>
    </message>
    <message>
        <source>The shared expert gave %1 of the output&apos;s size.</source>
        <translation>共享专家占输出大小的 %1。</translation>
    </message>
    <message>
        <source>%1   weight %2</source>
        <translation>%1   权重 %2</translation>
    </message>
    <message>
        <source>Rows of the map</source>
        <translation>图的行</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layers by experts</source>
        <translation>层 × 专家</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Steps by experts of one layer</source>
        <translation>步骤 × 某一层的专家</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tokens of the step by experts of one layer</source>
        <translation>步骤的词元 × 某一层的专家</translation>
    </message>
    <message>
        <source>Layer of the map and of the bars</source>
        <translation>图和条形所示的层</translation>
    </message>
    <message>
        <source>Load of the layer&apos;s experts</source>
        <translation>该层专家的负载</translation>
    </message>
    <message>
        <source>Tokens that this expert works on</source>
        <translation>此专家处理的词元</translation>
    </message>
    <message>
        <source>This expert on each kind of step</source>
        <translation>此专家在各类步骤上</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>× run</source>
        <translation>× 运行</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Share of the kind&apos;s tokens that use this expert</source>
        <translation>该类词元中使用此专家的份额</translation>
    </message>
    <message>
        <source>How many times as often as over the whole run</source>
        <translation>是整个运行的多少倍</translation>
    </message>
    <message>
        <source>Shown when the run is over.</source>
        <translation>运行结束后显示。</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Choose “This step” to see its tokens.</source>
        <translation>选择“此步骤”可看它的词元。</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Load of layer %1, step #%2</source>
        <translation>第 %1 层的负载，步骤 #%2</translation>
    </message>
    <message>
        <source>Load of layer %1, whole run</source>
        <translation>第 %1 层的负载，整个运行</translation>
    </message>
    <message>
        <source>Expert %1: used by %2 of the tokens, even is %3</source>
        <translation>专家 %1：%2 的词元使用，均匀为 %3</translation>
    </message>
    <message>
        <source>Layer %1, expert %2</source>
        <translation>第 %1 层，专家 %2</translation>
    </message>
    <message>
        <source>%1 %2 of %3</source>
        <translation>%1 %3 次中 %2 次</translation>
    </message>
    <message>
        <source>It stands out on no token of this run.</source>
        <translation>它在此运行的任何词元上都不突出。</translation>
    </message>
    <message>
        <source>Stands out on %1.</source>
        <translation>突出于 %1。</translation>
    </message>
    <message>
        <source>q = %1 after correction for all cells</source>
        <translation>对所有格子校正后 q = %1</translation>
    </message>
    <message>
        <source>p: chance of this much with the kinds of the steps shuffled (%1 times). * stays below 0.05 after correction for all cells.</source>
        <translation>p：把步骤种类打乱（%1 次）后出现这么多的机会。* 表示对所有格子校正后仍低于 0.05。</translation>
    </message>
    <message>
        <source>All steps are of one kind, so kinds cannot be compared.</source>
        <translation>所有步骤都是同一类，无法比较种类。</translation>
    </message>
    <message>
        <source>It was not used in this run.</source>
        <translation>此运行没有使用它。</translation>
    </message>
    <message>
        <source>Expert and kind share %1 nats in this layer (%2 by chance, p = %3).</source>
        <translation>在这一层，专家与种类共享 %1 奈特（偶然为 %2，p = %3）。</translation>
    </message>
    <message>
        <source>%1 of step #%2&apos;s %3 tokens use it</source>
        <translation>步骤 #%2 的 %3 个词元中 %1 使用它</translation>
    </message>
    <message>
        <source>No experts came with this trace.</source>
        <translation>此记录不带专家数据。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Web page (.html)</source>
        <translation>网页 (.html)</translation>
    </message>
    <message>
        <source>PDF (.pdf)</source>
        <translation>PDF (.pdf)</translation>
    </message>
    <message>
        <source>Markdown (.md)</source>
        <translation>Markdown (.md)</translation>
    </message>
    <message>
        <source>JSON, opens again as a session (.json)</source>
        <translation>JSON，可重新作为会话打开 (.json)</translation>
    </message>
    <message>
        <source>Graphviz (.dot)</source>
        <translation>Graphviz (.dot)</translation>
    </message>
    <message>
        <source>Table of edges (.csv)</source>
        <translation>边的表格 (.csv)</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>此次运行</translation>
    </message>
    <message>
        <source>This run and its siblings</source>
        <translation>此次运行及其同级分支</translation>
    </message>
    <message>
        <source>The whole family of branches</source>
        <translation>整个分支家族</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>All edges</source>
        <translation>所有边</translation>
    </message>
    <message>
        <source>Observed edges only</source>
        <translation>仅观察到的边</translation>
    </message>
    <message>
        <source>Tested edges only</source>
        <translation>仅经检验的边</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Observed: what the model looked at. Tested: something was changed and run again.</source>
        <translation>观察：模型看了什么。检验：改动某处后重新运行。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Choose a template file</source>
        <translation>选择模板文件</translation>
    </message>
    <message>
        <source>A file NAME.html.jinja or NAME.md.jinja; those in %1 are listed here</source>
        <translation>名为 NAME.html.jinja 或 NAME.md.jinja 的文件；%1 中的模板列在此处</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>格式(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>E&amp;vidence</source>
        <translation>证据(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Template</source>
        <translation>模板(&amp;T)</translation>
    </message>
    <message>
        <source>Steps that mattered</source>
        <translation>关键步骤</translation>
    </message>
    <message>
        <source>Claims about numbers</source>
        <translation>关于数字的论断</translation>
    </message>
    <message>
        <source>Reasoning tree</source>
        <translation>推理树</translation>
    </message>
    <message>
        <source>Where it nearly went elsewhere</source>
        <translation>差点另走他路之处</translation>
    </message>
    <message>
        <source>All steps</source>
        <translation>所有步骤</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation>如何得出</translation>
    </message>
    <message>
        <source>What it can&apos;t show</source>
        <translation>它不能说明什么</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>章节</translation>
    </message>
    <message>
        <source>Question, answer and confidence come first in every report.</source>
        <translation>每份报告都以问题、答案和置信度开头。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Templates (*.jinja *.html *.md)</source>
        <translation>模板 (*.jinja *.html *.md)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Of the report&apos;s own words; what a model or a person wrote stays as it is.</source>
        <translation>报告自身的文字所用的语言；模型或人写的内容保持原样。</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>FaithfulnessDialog</name>
    <message>
        <source> · about %1 s left</source>
        <translation> · 约剩 %1 秒</translation>
    </message>
    <message>
        <source> · about %1 min left</source>
        <translation> · 约剩 %1 分钟</translation>
    </message>
    <message>
        <source>Faithfulness</source>
        <translation>忠实度</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Methods and baselines</source>
        <translation>方法和基线</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>等级</translation>
    </message>
    <message>
        <source>Top-1</source>
        <translation>Top-1</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>AP</source>
        <translation>AP</translation>
    </message>
    <message>
        <source>Strict</source>
        <translation>严格</translation>
    </message>
    <message>
        <source>Strict AP</source>
        <translation>严格 AP</translation>
    </message>
    <message>
        <source>s per chain</source>
        <translation>每条链秒数</translation>
    </message>
    <message>
        <source>● is a default</source>
        <translation>● 为默认</translation>
    </message>
    <message>
        <source>Observed in the run, or tested by running the model again</source>
        <translation>在运行中观察，或再次运行模型检验</translation>
    </message>
    <message>
        <source>Share of steps whose strongest source is a true parent</source>
        <translation>最强来源是真正父步骤的步骤所占份额</translation>
    </message>
    <message>
        <source>Interval of top-1, by the bootstrap over problems</source>
        <translation>top-1 的区间，对问题做自助法</translation>
    </message>
    <message>
        <source>Average precision against the true parents</source>
        <translation>对真正父步骤的平均精度</translation>
    </message>
    <message>
        <source>Top-1 when the plan and restatements count as wrong</source>
        <translation>把计划和重述算作错误时的 top-1</translation>
    </message>
    <message>
        <source>Average precision when the plan and restatements count as wrong</source>
        <translation>把计划和重述算作错误时的平均精度</translation>
    </message>
    <message>
        <source>Time to explain all steps of a chain</source>
        <translation>解释一条链所有步骤的时间</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>题数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Fresh problems whose reasoning graph is known; the model solves them, and each method names what every step rests on. Plans and restatements are left out of the choice, except under Strict.</source>
        <translation>推理图已知的新问题；模型求解，每种方法说出每个步骤依据什么。除“严格”外，计划和重述不参与选择。</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>Not measured yet: nobody knows how true this model&apos;s edges are.</source>
        <translation>尚未测量：没有人知道此模型的边有多真实。</translation>
    </message>
    <message>
        <source>Load one with File &gt; Models.</source>
        <translation>用“文件 &gt; 模型”加载一个。</translation>
    </message>
    <message>
        <source>.
Measured %1, seed %2.</source>
        <translation>。
测于 %1，种子 %2。</translation>
    </message>
    <message>
        <source>  ● default</source>
        <translation>  ● 默认</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>%1 named a true parent first in %2 of %3 steps of %4 fresh problems</source>
        <translation>在 %4 道新题的 %3 个步骤中，%1首先指出真实来源的占 %2</translation>
    </message>
    <message>
        <source>, %1 in %2</source>
        <translation>，%1占 %2</translation>
    </message>
    <message>
        <source>; chance %1</source>
        <translation>；随机水平 %1</translation>
    </message>
</context>
<context>
    <name>ForkCard</name>
    <message>
        <source>%1 lead to another answer</source>
        <translation>%1 会得出另一个答案</translation>
    </message>
    <message>
        <source>The answer stays the same</source>
        <translation>答案不变</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>Entropy: how undecided the model was, in nats. Margin: by how much the likeliest token led the second. Varentropy: how uneven its doubts were, high when a few rivals stand against many unlikely tokens.</source>
        <translation>熵：模型有多犹豫，单位奈特。差距：最可能的词元领先第二名多少。熵的方差：犹豫有多不均匀，少数几个对手面对许多不太可能的词元时较高。</translation>
    </message>
    <message>
        <source>entropy %1 · margin %2 · varentropy %3</source>
        <translation>熵 %1 · 差距 %2 · 熵的方差 %3</translation>
    </message>
    <message>
        <source>Fork in step %1 at “%2”: %3</source>
        <translation>步骤 %1 中“%2”处的岔路：%3</translation>
    </message>
    <message>
        <source>The token and how likely it was</source>
        <translation>词元及其概率</translation>
    </message>
    <message>
        <source>It wrote %1 tokens and had not answered</source>
        <translation>写了 %1 个词元，还没有回答</translation>
    </message>
    <message>
        <source>The answer this leads to</source>
        <translation>由此得出的答案</translation>
    </message>
    <message>
        <source>as written</source>
        <translation>如原文</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Branch here with “%1”</source>
        <translation>在此以“%1”分支</translation>
    </message>
    <message>
        <source>Make a run that says “%1” here and goes on from it</source>
        <translation>新建一个运行，在此处写“%1”并由此继续</translation>
    </message>
</context>
<context>
    <name>ForkSearch</name>
    <message>
        <source>The run has no answer, so there is nothing that another word could have changed.</source>
        <translation>这个运行没有答案，所以换个词也没有什么可改变的。</translation>
    </message>
    <message>
        <source>Run %1 is being looked through; this one can be when that is done.</source>
        <translation>正在查看运行 %1；完成后才能查看这个运行。</translation>
    </message>
</context>
<context>
    <name>ForksTab</name>
    <message>
        <source>Where to look for forks</source>
        <translation>在哪里寻找岔路</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <source>The tokens of the run where the model was least decided</source>
        <translation>运行中模型最犹豫的词元</translation>
    </message>
    <message>
        <source>This step</source>
        <translation>此步骤</translation>
    </message>
    <message>
        <source>The tokens of the selected step alone</source>
        <translation>只看所选步骤的词元</translation>
    </message>
    <message>
        <source>Progress of the search for forks</source>
        <translation>寻找岔路的进度</translation>
    </message>
    <message>
        <source>Forks</source>
        <translation>岔路</translation>
    </message>
    <message>
        <source>Where it nearly said something else</source>
        <translation>它差点说了别的话的地方</translation>
    </message>
    <message>
        <source>Find again</source>
        <translation>重新寻找</translation>
    </message>
    <message>
        <source>Find forks</source>
        <translation>寻找岔路</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Lets the model go on from the strongest words it did not choose, and reads what each comes to</source>
        <translation>让模型从它没有选的最强的词继续写下去，看看各自得出什么</translation>
    </message>
    <message>
        <source>What was found is kept</source>
        <translation>已找到的会保留</translation>
    </message>
    <message>
        <source>At some tokens the model nearly said something else. What that would have led to is found out here.</source>
        <translation>在一些词元处模型差点说了别的话。在这里可以查明那会得出什么。</translation>
    </message>
    <message>
        <source>Select a step that the model wrote.</source>
        <translation>请选择一个由模型写出的步骤。</translation>
    </message>
    <message>
        <source>Of this step the least sure token had %1; the largest entropy is %2 nats.</source>
        <translation>此步骤中最没把握的词元概率为 %1；最大的熵为 %2 奈特。</translation>
    </message>
    <message>
        <source>Reading the run…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>%1 of %2 tokens followed, the least decided first.</source>
        <translation>已追踪 %1 / %2 个词元，最犹豫的在先。</translation>
    </message>
    <message>
        <source>The model goes on from the strongest words it did not choose: %1.</source>
        <translation>模型将从它没有选的最强的词继续写下去：%1。</translation>
    </message>
    <message>
        <source>The model was sure of every token.</source>
        <translation>模型对每个词元都有把握。</translation>
    </message>
    <message>
        <source>Stopped early: %1 of %2 tokens were followed.</source>
        <translation>提前停止：追踪了 %1 / %2 个词元。</translation>
    </message>
</context>
<context>
    <name>HeadLines</name>
    <message>
        <source>looked at</source>
        <translation>看向</translation>
    </message>
    <message>
        <source>while predicting</source>
        <translation>预测时</translation>
    </message>
    <message>
        <source>Token %1 %2, looked at by</source>
        <translation>词元 %1 %2，被以下词元看过</translation>
    </message>
    <message>
        <source>Token %1 %2 looked at</source>
        <translation>词元 %1 %2 看向</translation>
    </message>
</context>
<context>
    <name>HeadView</name>
    <message>
        <source>Exact rows</source>
        <translation>完整行</translation>
    </message>
    <message>
        <source>Read the whole attention rows of this head</source>
        <translation>读取此注意力头的完整注意力行</translation>
    </message>
    <message>
        <source>What the head looked at, token by token</source>
        <translation>此注意力头逐个词元看向什么</translation>
    </message>
    <message>
        <source>Layer %1, head %2</source>
        <translation>第 %1 层，第 %2 头</translation>
    </message>
    <message>
        <source>One head, word by word</source>
        <translation>单个注意力头，逐词查看</translation>
    </message>
    <message>
        <source>Click a head in the map above to see where each word of the step looked.</source>
        <translation>点击上图中的一个注意力头，查看步骤中每个词看向哪里。</translation>
    </message>
    <message>
        <source>Select a step that the model wrote.</source>
        <translation>请选择一个由模型写出的步骤。</translation>
    </message>
    <message>
        <source>These are the whole rows.</source>
        <translation>这些已是完整行。</translation>
    </message>
    <message>
        <source>Runs the model over the chain once and shows every weight, not only the traced ones.</source>
        <translation>让模型把整条链再算一遍，显示全部权重，而不只是跟踪到的权重。</translation>
    </message>
    <message>
        <source>Needs the run&apos;s model; open it with File &gt; Models.</source>
        <translation>需要此运行的模型；请通过 文件 &gt; 模型 打开。</translation>
    </message>
    <message>
        <source>Heads were not traced in this run; “Exact rows” reads them from the model.</source>
        <translation>此运行没有跟踪注意力头；“完整行”会从模型中读取。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Whole rows: lines of 1 % and more, %1 of all weight.</source>
        <translation>完整行：显示 1 % 及以上的连线，占全部权重的 %1。</translation>
    </message>
    <message>
        <source>From the trace: the strongest keys of each row, %1 of all weight.</source>
        <translation>来自跟踪：每行最强的键，占全部权重的 %1。</translation>
    </message>
    <message>
        <source>The first %1 of %2 tokens.</source>
        <translation>共 %2 个词元，显示前 %1 个。</translation>
    </message>
</context>
<context>
    <name>HeatMapView</name>
    <message>
        <source>Nothing to show yet.</source>
        <translation>还没有可显示的内容。</translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Heat map of %1, %2 by %3</source>
        <translation>%1 的热图，%2 × %3</translation>
    </message>
    <message>
        <source>Empty heat map</source>
        <translation>空热图</translation>
    </message>
    <message>
        <source>no value</source>
        <translation>无值</translation>
    </message>
    <message>
        <source> (%1 %2)</source>
        <translation>（%1 %2）</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>Why it said this: what the step rests on</source>
        <translation>它为什么这么说：步骤依据什么</translation>
    </message>
    <message>
        <source>Which heads looked where</source>
        <translation>哪些头看向了哪里</translation>
    </message>
    <message>
        <source>Which experts worked</source>
        <translation>哪些专家参与了工作</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>透镜</translation>
    </message>
    <message>
        <source>What each layer would say if it were the last</source>
        <translation>如果每一层是最后一层，它会说什么</translation>
    </message>
    <message>
        <source>Forks</source>
        <translation>岔路</translation>
    </message>
    <message>
        <source>Where it nearly said something else, and what that would have led to</source>
        <translation>它差点说了别的话的地方，以及那会得出什么</translation>
    </message>
</context>
<context>
    <name>IntervalBar</name>
    <message>
        <source>Importance with its interval</source>
        <translation>重要性及其区间</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>查找操作或按键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>Press the new keys</source>
        <translation>按下新按键</translation>
    </message>
    <message>
        <source>“%1” (%2)</source>
        <translation>“%1”（%2）</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>%1 already belongs to %2; taking it over leaves that without it.</source>
        <translation>%1 已属于 %2；接管后它将没有这个按键。</translation>
    </message>
</context>
<context>
    <name>KnockoutBox</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Test knock-out</source>
        <translation>检验剔除</translation>
    </message>
    <message>
        <source>Bars: how far the predictions of each step move (KL, nats). Line: the random control.</source>
        <translation>条形：每个步骤的预测移动多少（KL，奈特）。线：随机对照。</translation>
    </message>
    <message>
        <source>Experts to take out</source>
        <translation>要剔除的专家</translation>
    </message>
    <message>
        <source>Heads to take out</source>
        <translation>要剔除的头</translation>
    </message>
    <message>
        <source>Take nothing out</source>
        <translation>不剔除任何东西</translation>
    </message>
    <message>
        <source>Route elsewhere</source>
        <translation>改道</translation>
    </message>
    <message>
        <source>The router chooses among the other experts</source>
        <translation>路由器在其他专家中选择</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>The expert&apos;s share is missing; nothing makes up for it</source>
        <translation>缺少该专家的份额；没有东西补上</translation>
    </message>
    <message>
        <source>Mean output</source>
        <translation>平均输出</translation>
    </message>
    <message>
        <source>The expert gives its mean output over this run instead</source>
        <translation>专家改为给出它在此运行中的平均输出</translation>
    </message>
    <message>
        <source>What happens to their tokens</source>
        <translation>它们的词元怎么办</translation>
    </message>
    <message>
        <source>What happens to tokens that would have used an expert that is out</source>
        <translation>本会使用被剔除专家的词元怎么办</translation>
    </message>
    <message>
        <source>Feeds the run&apos;s tokens again without them and measures what changes</source>
        <translation>在没有它们的情况下再次输入此运行的词元，并测量变化</translation>
    </message>
    <message>
        <source>Progress of the knock-out</source>
        <translation>剔除的进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Tests of this run</source>
        <translation>此运行的检验</translation>
    </message>
    <message>
        <source>Knock-outs that were tested on this run</source>
        <translation>在此运行上检验过的剔除</translation>
    </message>
    <message>
        <source>Effect of the knock-out</source>
        <translation>剔除的效果</translation>
    </message>
    <message>
        <source>Change of every step</source>
        <translation>每个步骤的变化</translation>
    </message>
    <message>
        <source>Take experts out</source>
        <translation>剔除专家</translation>
    </message>
    <message>
        <source>Take heads out</source>
        <translation>剔除头</translation>
    </message>
    <message>
        <source>Click an expert in the map or its bar; Shift or Space adds more.</source>
        <translation>点击图中的专家或其条形；Shift 或空格可添加更多。</translation>
    </message>
    <message>
        <source>Click a head in the map; Shift or Space adds more.</source>
        <translation>点击图中的头；Shift 或空格可添加更多。</translation>
    </message>
    <message>
        <source>Run on with it switched off</source>
        <translation>关掉后继续运行</translation>
    </message>
    <message>
        <source>Writes a branch of this run by the model without them, from the start of the thinking or from the selected step</source>
        <translation>由去掉它们的模型写出此运行的一个分支，从思考开头或从所选步骤起</translation>
    </message>
    <message>
        <source>This run was written without %1.</source>
        <translation>此运行写成时去掉了%1。</translation>
    </message>
    <message>
        <source>A test compares with the whole model; test the run that this one left.</source>
        <translation>测试是与完整模型比较；请测试此运行所离开的那次运行。</translation>
    </message>
    <message>
        <source>From the start of the thinking</source>
        <translation>从思考开头</translation>
    </message>
    <message>
        <source>From step #%1</source>
        <translation>从步骤 #%1</translation>
    </message>
    <message>
        <source>From the selected step</source>
        <translation>从所选步骤</translation>
    </message>
    <message>
        <source>With everything back, from the start</source>
        <translation>全部恢复，从开头</translation>
    </message>
    <message>
        <source>With everything back, from step #%1</source>
        <translation>全部恢复，从步骤 #%1</translation>
    </message>
    <message>
        <source>With everything back, from the selected step</source>
        <translation>全部恢复，从所选步骤</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
</context>
<context>
    <name>LensGridView</name>
    <message>
        <source>Logit lens, layers by tokens</source>
        <translation>Logit 透镜，层 × 词元</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>LensTab</name>
    <message>
        <source>Layer %1, token %2</source>
        <translation>第 %1 层，词元 %2</translation>
    </message>
    <message>
        <source>
written: %1, here rank %2 with %3</source>
        <translation>
写下的：%1，此处排第 %2，为 %3</translation>
    </message>
    <message>
        <source>What each layer would say</source>
        <translation>每一层会说什么</translation>
    </message>
    <message>
        <source>Stopped. Select the step again to read it.</source>
        <translation>已停止。重新选择该步骤即可读取。</translation>
    </message>
    <message>
        <source>Select a step to see when each layer knew its words.</source>
        <translation>选择一个步骤，看每一层何时知道它的文字。</translation>
    </message>
    <message>
        <source>This step was given, so the model did not choose its words.</source>
        <translation>这个步骤是给定的，所以它的文字不是模型选的。</translation>
    </message>
    <message>
        <source>Appears when the run has ended.</source>
        <translation>运行结束后显示。</translation>
    </message>
    <message>
        <source>Reading the layers runs the model again; open it with File &gt; Models.</source>
        <translation>读取各层要再次运行模型；请用“文件 &gt; 模型”打开它。</translation>
    </message>
    <message>
        <source>Reading the layers…</source>
        <translation>正在读取各层…</translation>
    </message>
    <message>
        <source>On average a token is settled from layer %1 of %2 on (green edge).</source>
        <translation>平均而言，词元从第 %1 层（共 %2 层）起确定（绿色边）。</translation>
    </message>
    <message>
        <source>This run was imported and has no model.</source>
        <translation>此运行是导入的，没有模型。</translation>
    </message>
</context>
<context>
    <name>LimbGraph</name>
    <message>
        <source>the run that this one left</source>
        <translation>本次运行由此分出</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&lt;h2&gt;Reasonscope %1&lt;/h2&gt;&lt;p&gt;Opens up a reasoning model: prompt, watch, ask why, keep the evidence.&lt;/p&gt;&lt;p&gt;Everything runs on this machine; nothing is sent anywhere.&lt;/p&gt;&lt;p&gt;Free software under the GNU General Public License, version 3 or later.&lt;br&gt;Built with Qt %2, QCustomPlot, libtorch and SQLite.&lt;/p&gt;</source>
        <translation>&lt;h2&gt;Reasonscope %1&lt;/h2&gt;&lt;p&gt;打开推理模型：提问、观看、追问缘由、保存证据。&lt;/p&gt;&lt;p&gt;一切都在本机运行；不会向任何地方发送数据。&lt;/p&gt;&lt;p&gt;自由软件，遵循 GNU 通用公共许可证第 3 版或更新版本。&lt;br&gt;使用 Qt %2、QCustomPlot、libtorch 和 SQLite 构建。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About Reasonscope</source>
        <translation>关于 Reasonscope</translation>
    </message>
    <message>
        <source>Another session opens when the run is over; press Esc to stop it.</source>
        <translation>运行结束后才能打开另一个会话；按 Esc 可停止运行。</translation>
    </message>
    <message>
        <source>New session</source>
        <translation>新建会话</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Sessions (*.db)</source>
        <translation>会话 (*.db)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>文字记录</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>The report was written to %1.</source>
        <translation>报告已写入 %1。</translation>
    </message>
    <message>
        <source>Run %1 was deleted.</source>
        <translation>运行 %1 已删除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>%1 – Reasonscope</source>
        <translation>%1 – Reasonscope</translation>
    </message>
    <message>
        <source>Stopping the run and saving; the window closes in a moment.</source>
        <translation>正在停止运行并保存；窗口马上关闭。</translation>
    </message>
    <message>
        <source>&amp;New session…</source>
        <translation>新建会话(&amp;N)…</translation>
    </message>
    <message>
        <source>Start an empty session file</source>
        <translation>开始一个空的会话文件</translation>
    </message>
    <message>
        <source>&amp;Open session…</source>
        <translation>打开会话(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a session file</source>
        <translation>打开一个会话文件</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>What can be loaded here, what it is and whether it fits</source>
        <translation>这里可以加载什么、它是什么、内存是否够用</translation>
    </message>
    <message>
        <source>Use the &amp;bundled model</source>
        <translation>使用内置模型(&amp;B)</translation>
    </message>
    <message>
        <source>Go back to R1-mini</source>
        <translation>回到 R1-mini</translation>
    </message>
    <message>
        <source>&amp;Export report…</source>
        <translation>导出报告(&amp;E)…</translation>
    </message>
    <message>
        <source>Write this run as HTML, PDF, Markdown, JSON, DOT or CSV</source>
        <translation>将此运行写成 HTML、PDF、Markdown、JSON、DOT 或 CSV</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>Theme, text size, language, defaults of a run, keys, folders</source>
        <translation>主题、文字大小、语言、运行默认值、按键、文件夹</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Take the last change back</source>
        <translation>撤回上一个更改</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Do it again</source>
        <translation>再做一次</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
        <source>Find anything that can be done or opened</source>
        <translation>查找任何可做的事或可打开的内容</translation>
    </message>
    <message>
        <source>Show or hide this panel</source>
        <translation>显示或隐藏此面板</translation>
    </message>
    <message>
        <source>&amp;Maximise panel</source>
        <translation>最大化面板(&amp;M)</translation>
    </message>
    <message>
        <source>Give the panel with the focus the whole window, or put it back</source>
        <translation>让有焦点的面板占满窗口，或放回原处</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put all panels back</source>
        <translation>把所有面板放回原处</translation>
    </message>
    <message>
        <source>&amp;System theme</source>
        <translation>系统主题(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light theme</source>
        <translation>浅色主题(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark theme</source>
        <translation>深色主题(&amp;D)</translation>
    </message>
    <message>
        <source>Colours of the window</source>
        <translation>窗口的颜色</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>放大文字(&amp;L)</translation>
    </message>
    <message>
        <source>Larger text everywhere</source>
        <translation>所有文字更大</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>缩小文字(&amp;M)</translation>
    </message>
    <message>
        <source>Smaller text everywhere</source>
        <translation>所有文字更小</translation>
    </message>
    <message>
        <source>&amp;Usual text</source>
        <translation>通常文字(&amp;U)</translation>
    </message>
    <message>
        <source>Text as delivered</source>
        <translation>出厂文字大小</translation>
    </message>
    <message>
        <source>&amp;Run question</source>
        <translation>运行问题(&amp;R)</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>向模型提问</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Unlock selection</source>
        <translation>解除锁定(&amp;U)</translation>
    </message>
    <message>
        <source>Let go of the selected step</source>
        <translation>放开所选的步骤</translation>
    </message>
    <message>
        <source>Go to the &amp;question</source>
        <translation>转到问题(&amp;Q)</translation>
    </message>
    <message>
        <source>Put the cursor into the question</source>
        <translation>把光标放进问题里</translation>
    </message>
    <message>
        <source>In the tree</source>
        <translation>在树中</translation>
    </message>
    <message>
        <source>&amp;Decisions</source>
        <translation>决策(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Provenance</source>
        <translation>来源(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Chain</source>
        <translation>链(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合(&amp;F)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;100 %</source>
        <translation>100 %(&amp;1)</translation>
    </message>
    <message>
        <source>Left, Right, Up, Down</source>
        <translation>左、右、上、下</translation>
    </message>
    <message>
        <source>Parent, child, siblings; with Shift the view moves</source>
        <translation>父、子、同级；按住 Shift 移动视图</translation>
    </message>
    <message>
        <source>Home, End</source>
        <translation>Home、End</translation>
    </message>
    <message>
        <source>First card, last card</source>
        <translation>第一张卡片、最后一张卡片</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>Next &amp;tint</source>
        <translation>下一种着色(&amp;T)</translation>
    </message>
    <message>
        <source>Colour the words by another figure</source>
        <translation>用另一个数值给文字着色</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>左、右</translation>
    </message>
    <message>
        <source>Token by token</source>
        <translation>逐个词元</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>上、下</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>逐个步骤</translation>
    </message>
    <message>
        <source>Left, Right, Home, End</source>
        <translation>左、右、Home、End</translation>
    </message>
    <message>
        <source>Token by token, first, last</source>
        <translation>逐个词元、第一个、最后一个</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>退格</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>显示整个运行</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Del</translation>
    </message>
    <message>
        <source>Delete the run; it can be undone</source>
        <translation>删除运行；可以撤销</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>所有按键</translation>
    </message>
    <message>
        <source>&amp;About Reasonscope</source>
        <translation>关于 Reasonscope(&amp;A)</translation>
    </message>
    <message>
        <source>Version and licence</source>
        <translation>版本和许可证</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>T&amp;ree</source>
        <translation>树(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Load %1</source>
        <translation>加载 %1</translation>
    </message>
    <message>
        <source>What was found opens when the run is over; press Esc to stop it.</source>
        <translation>运行结束后才能打开找到的内容；按 Esc 可停止运行。</translation>
    </message>
    <message>
        <source>&amp;Search runs…</source>
        <translation>搜索运行(&amp;S)…</translation>
    </message>
    <message>
        <source>Words, classes of steps, uncertainty, or SQL</source>
        <translation>词语、步骤类别、不确定性，或 SQL</translation>
    </message>
    <message>
        <source>Guided &amp;tour</source>
        <translation>导览(&amp;T)</translation>
    </message>
    <message>
        <source>Five steps around the window</source>
        <translation>窗口中的五步</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Type a question and press Ctrl+Enter. Esc stops a run at any moment; what was said is kept.</source>
        <translation>输入问题并按 Ctrl+Enter。随时按 Esc 可停止运行；已说的内容会保留。</translation>
    </message>
    <message>
        <source>Watch it think</source>
        <translation>看它思考</translation>
    </message>
    <message>
        <source>Each sentence becomes a card while the model writes. Afterwards the tree shows what the answer rests on; click a card to follow it.</source>
        <translation>模型书写时，每个句子成为一张卡片。之后树显示答案依据什么；点击卡片继续追踪。</translation>
    </message>
    <message>
        <source>Read every word</source>
        <translation>阅读每个词</translation>
    </message>
    <message>
        <source>Words are tinted where the model was unsure. Hover one to see what else it could have said; T changes the tint.</source>
        <translation>模型不确定的地方文字会着色。悬停在词上可看它还可能说什么；T 切换着色。</translation>
    </message>
    <message>
        <source>Ask why</source>
        <translation>追问缘由</translation>
    </message>
    <message>
        <source>For the step you clicked: what it rests on and how that was measured, where each head looked, which experts worked.</source>
        <translation>对你点击的步骤：它依据什么、如何测量，每个头看向哪里，哪些专家参与了工作。</translation>
    </message>
    <message>
        <source>Keep and find</source>
        <translation>保存与查找</translation>
    </message>
    <message>
        <source>Every run is kept by itself. Search all of them by word, class of step or uncertainty; %1 finds everything else.</source>
        <translation>每次运行都会自动保存。可按词语、步骤类别或不确定性搜索全部运行；%1 可查找其他一切。</translation>
    </message>
    <message>
        <source>The session “%1” was not closed properly. What its runs wrote is kept.</source>
        <translation>会话“%1”没有正常关闭。其运行所写的内容都保留着。</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开它</translation>
    </message>
    <message>
        <source>Reasonscope ended in the middle of run %1 last time. The %2 tokens that it had written are kept.</source>
        <translation>上次 Reasonscope 在运行 %1 的中途结束。它已写下的 %2 个词元都保留着。</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>显示该运行</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再问一次</translation>
    </message>
    <message>
        <source>The run failed</source>
        <translation>运行失败</translation>
    </message>
    <message>
        <source>The run is over</source>
        <translation>运行结束</translation>
    </message>
    <message>
        <source>The explanation is ready</source>
        <translation>解释已就绪</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>The model was checked</source>
        <translation>模型已检查</translation>
    </message>
    <message>
        <source>The model library shows how true its numbers are.</source>
        <translation>模型库显示其数值有多准确。</translation>
    </message>
    <message>
        <source>Drop a model folder, a GGUF file or a session to open it</source>
        <translation>拖放模型文件夹、GGUF 文件或会话以打开</translation>
    </message>
    <message>
        <source>&amp;Faithfulness…</source>
        <translation>忠实度(&amp;F)…</translation>
    </message>
    <message>
        <source>How often each way of explaining names the true parents of a step, measured on fresh problems</source>
        <translation>每种解释方式多常说出步骤的真正父步骤，在新问题上测量</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Reduce m&amp;otion</source>
        <translation>减少动画(&amp;O)</translation>
    </message>
    <message>
        <source>Cards and view jump to their place instead of gliding</source>
        <translation>卡片和视图直接跳到位置，不滑动</translation>
    </message>
    <message>
        <source>&amp;Matrix</source>
        <translation>矩阵(&amp;M)</translation>
    </message>
    <message>
        <source>Fin&amp;d…</source>
        <translation>查找(&amp;D)…</translation>
    </message>
    <message>
        <source>Fold chains of one c&amp;lass</source>
        <translation>折叠同一类别的链(&amp;L)</translation>
    </message>
    <message>
        <source>Focus on what &amp;belongs to the step</source>
        <translation>聚焦与步骤相关的内容(&amp;B)</translation>
    </message>
    <message>
        <source>What else could stand here? Choose it to run on</source>
        <translation>这里还可能是什么？选择它以继续运行</translation>
    </message>
    <message>
        <source>&amp;Branch</source>
        <translation>分支(&amp;B)</translation>
    </message>
    <message>
        <source>Another run opens when this one is over; press Esc to stop it.</source>
        <translation>本次运行结束后才能打开另一个运行;按 Esc 停止它。</translation>
    </message>
    <message>
        <source>Delete run %1</source>
        <translation>删除运行 %1</translation>
    </message>
    <message>
        <source>Pre&amp;vious branch of the fork</source>
        <translation>分叉处的上一个分支(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Next branch of the fork</source>
        <translation>分叉处的下一个分支(&amp;N)</translation>
    </message>
    <message>
        <source>What does this step rest on? At a fork: the next branch; on a card of another run: show it</source>
        <translation>这一步依据什么?在分叉处:下一个分支;在另一运行的卡片上:显示该运行</translation>
    </message>
    <message>
        <source>H</source>
        <translation>H</translation>
    </message>
    <message>
        <source>Show the branch alone, or everything again</source>
        <translation>只显示该分支,或重新显示全部</translation>
    </message>
    <message>
        <source>Close or open a question or a run</source>
        <translation>收起或展开问题或运行</translation>
    </message>
    <message>
        <source>&amp;Marks</source>
        <translation>标记(&amp;M)</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Stop the run or what is being tested; what was said and found is kept</source>
        <translation>停止运行或正在进行的检验；已说的和已找到的会保留</translation>
    </message>
    <message>
        <source>Shift+Left, Shift+Right</source>
        <translation>Shift+左、Shift+右</translation>
    </message>
    <message>
        <source>Fork by fork</source>
        <translation>逐个岔路</translation>
    </message>
    <message>
        <source>Find &amp;forks</source>
        <translation>寻找岔路(&amp;F)</translation>
    </message>
    <message>
        <source>Where the model nearly said something else, and what that would have led to; again: stop</source>
        <translation>模型差点说了别的话的地方，以及那会得出什么；再按一次：停止</translation>
    </message>
    <message>
        <source>&amp;Resample the step</source>
        <translation>重新采样此步骤(&amp;R)</translation>
    </message>
    <message>
        <source>How the answers differ when the model says something else there; again: stop</source>
        <translation>模型在那里说别的话时答案有何不同；再按一次：停止</translation>
    </message>
    <message>
        <source>Fold or open the &amp;thinking</source>
        <translation>折叠或展开思考(&amp;T)</translation>
    </message>
    <message>
        <source>One line that says how long the model thought, or all of its words</source>
        <translation>只显示一行思考时长，或显示全部文字</translation>
    </message>
    <message>
        <source>Formulas as &amp;mathematics</source>
        <translation>以数学形式显示公式(&amp;M)</translation>
    </message>
    <message>
        <source>Formulas as mathematics or as LaTeX</source>
        <translation>以数学形式或 LaTeX 显示公式</translation>
    </message>
</context>
<context>
    <name>MarkActions</name>
    <message>
        <source>Mark step #%1</source>
        <translation>标记步骤 #%1</translation>
    </message>
    <message>
        <source>Remove a mark of step #%1</source>
        <translation>移除步骤 #%1 的标记</translation>
    </message>
    <message>
        <source>&amp;Bookmark</source>
        <translation>书签(&amp;B)</translation>
    </message>
    <message>
        <source>Mark the selected step, or take the mark away</source>
        <translation>标记所选步骤,或取消标记</translation>
    </message>
    <message>
        <source>&amp;Note…</source>
        <translation>备注(&amp;N)…</translation>
    </message>
    <message>
        <source>Write something at the selected step</source>
        <translation>在所选步骤处写备注</translation>
    </message>
    <message>
        <source>&amp;Tags…</source>
        <translation>标签(&amp;T)…</translation>
    </message>
    <message>
        <source>Words to find the selected step by</source>
        <translation>便于查找所选步骤的词</translation>
    </message>
    <message>
        <source>Ne&amp;xt mark</source>
        <translation>下一个标记(&amp;X)</translation>
    </message>
    <message>
        <source>Go to the next marked step of the run</source>
        <translation>转到本次运行中下一个有标记的步骤</translation>
    </message>
    <message>
        <source>&amp;Previous mark</source>
        <translation>上一个标记(&amp;P)</translation>
    </message>
    <message>
        <source>Go to the marked step before</source>
        <translation>转到前一个有标记的步骤</translation>
    </message>
    <message>
        <source>&amp;All marks…</source>
        <translation>全部标记(&amp;A)…</translation>
    </message>
    <message>
        <source>Every mark of the session; choose one to go there</source>
        <translation>会话中的所有标记;选择一个即可跳转</translation>
    </message>
    <message>
        <source>Note at step #%1</source>
        <translation>步骤 #%1 的备注</translation>
    </message>
    <message>
        <source>What there is to say about this step; nothing takes the note away.</source>
        <translation>关于这一步的说明;留空则移除备注。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Tags of step #%1</source>
        <translation>步骤 #%1 的标签</translation>
    </message>
    <message>
        <source>Words with commas between them; nothing takes them away.</source>
        <translation>以逗号分隔的词;留空则全部移除。</translation>
    </message>
    <message>
        <source>Marks of the session</source>
        <translation>会话的标记</translation>
    </message>
    <message>
        <source>Run %1, step #%2: %3</source>
        <translation>运行 %1,步骤 #%2:%3</translation>
    </message>
    <message>
        <source>Nothing is marked yet</source>
        <translation>还没有任何标记</translation>
    </message>
</context>
<context>
    <name>ModelDialog</name>
    <message>
        <source>%1 billion</source>
        <translation>%1 十亿</translation>
    </message>
    <message>
        <source>%1 million</source>
        <translation>%1 百万</translation>
    </message>
    <message>
        <source>comes with Reasonscope</source>
        <translation>随 Reasonscope 提供</translation>
    </message>
    <message>
        <source>added by you</source>
        <translation>由你添加</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>LM Studio</source>
        <translation>LM Studio</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models on this machine</source>
        <translation>本机上的模型</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add GGUF file…</source>
        <translation>添加 GGUF 文件…</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>The files stay where they are</source>
        <translation>文件保持原位</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>卸载</translation>
    </message>
    <message>
        <source>Frees the model&apos;s memory; stored runs stay open</source>
        <translation>释放模型占用的内存；已存储的运行保持打开</translation>
    </message>
    <message>
        <source>Check fidelity</source>
        <translation>检查保真度</translation>
    </message>
    <message>
        <source>Compares the numbers in the running precision with the model&apos;s own in f32, in one pass and token by token</source>
        <translation>将运行精度下的数值与模型自身的 f32 比较，一次通过和逐词元各一遍</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>can&apos;t be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source> · loaded</source>
        <translation> · 已加载</translation>
    </message>
    <message>
        <source> · does not fit</source>
        <translation> · 内存不够</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Reading its headers…</source>
        <translation>正在读取文件头…</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>家族</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>%1, %2 of them active per token</source>
        <translation>%1，每个词元激活 %2</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>%1 layers, %2 heads</source>
        <translation>%1 层，%2 个头</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>专家</translation>
    </message>
    <message>
        <source>%1 per layer, %2 used per token</source>
        <translation>每层 %1 个，每个词元使用 %2 个</translation>
    </message>
    <message>
        <source>none, a dense model</source>
        <translation>无，稠密模型</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>存储为</translation>
    </message>
    <message>
        <source>%1, %2 on disk</source>
        <translation>%1，磁盘上 %2</translation>
    </message>
    <message>
        <source>%1 in %2: %3 weights and %4 cache for %5 tokens</source>
        <translation>%2 下需 %1：权重 %3，%5 个词元的缓存 %4</translation>
    </message>
    <message>
        <source>
Loaded: %1 free beside it</source>
        <translation>
已加载：另有 %1 空闲</translation>
    </message>
    <message>
        <source>unknown memory</source>
        <translation>内存未知</translation>
    </message>
    <message>
        <source>
Fits: %1 free</source>
        <translation>
够用：%1 空闲</translation>
    </message>
    <message>
        <source>
Does not fit: %1 free</source>
        <translation>
不够：%1 空闲</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Fidelity</source>
        <translation>保真度</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>known once it was loaded</source>
        <translation>加载一次后可知</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>已加载</translation>
    </message>
    <message>
        <source>Stop the check</source>
        <translation>停止检查</translation>
    </message>
    <message>
        <source>Checking %1…</source>
        <translation>正在检查 %1…</translation>
    </message>
    <message>
        <source>Add model folder</source>
        <translation>添加模型文件夹</translation>
    </message>
    <message>
        <source>Add GGUF file</source>
        <translation>添加 GGUF 文件</translation>
    </message>
    <message>
        <source>GGUF files (*.gguf)</source>
        <translation>GGUF 文件 (*.gguf)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Loading was cancelled; the model that was loaded before is still there.</source>
        <translation>加载已取消；之前加载的模型仍在。</translation>
    </message>
    <message>
        <source>Cancel loading</source>
        <translation>取消加载</translation>
    </message>
    <message>
        <source>Load anyway</source>
        <translation>仍然加载</translation>
    </message>
    <message>
        <source>A Hugging Face folder: config.json, tokenizer.json and safetensors files; or a LoRA adapter: adapter_config.json and adapter_model.safetensors</source>
        <translation>Hugging Face 文件夹：config.json、tokenizer.json 和 safetensors 文件；或 LoRA 适配器：adapter_config.json 和 adapter_model.safetensors</translation>
    </message>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>of %1, added to its weights; rank %2</source>
        <translation>基于 %1，已加到其权重上；秩 %2</translation>
    </message>
</context>
<context>
    <name>Multiples</name>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
</context>
<context>
    <name>PairLines</name>
    <message>
        <source>%1: no token %2</source>
        <translation>%1：没有第 %2 个词元</translation>
    </message>
    <message>
        <source>not traced</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>%1, token %2 “%3”: %4</source>
        <translation>%1，第 %2 个词元“%3”：%4</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>they part: %1 or %2</source>
        <translation>在此分开：%1 或 %2</translation>
    </message>
    <message>
        <source>Nothing was traced.</source>
        <translation>没有记录。</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>What to do or open</source>
        <translation>要做什么或打开什么</translation>
    </message>
    <message>
        <source>Type what you want to do, or a session, run or model</source>
        <translation>输入你想做的事，或会话、运行、模型的名字</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配项</translation>
    </message>
    <message>
        <source>Nothing here by that name.</source>
        <translation>这里没有这个名字的内容。</translation>
    </message>
</context>
<context>
    <name>PromptPanel</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Ask the model (Ctrl+Enter)</source>
        <translation>向模型提问（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the run; what was said is kept (Esc)</source>
        <translation>停止运行；已说的内容会保留（Esc）</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Ask a question, then press Ctrl+Enter</source>
        <translation>输入问题，然后按 Ctrl+Enter</translation>
    </message>
    <message>
        <source>Settings of the run</source>
        <translation>运行的设置</translation>
    </message>
    <message>
        <source>Show or hide temperature, top-p, length, seed and trace level</source>
        <translation>显示或隐藏温度、top-p、长度、种子和跟踪级别</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试试</translation>
    </message>
    <message>
        <source>Ask: %1</source>
        <translation>提问：%1</translation>
    </message>
    <message>
        <source>Ask the sample question %1</source>
        <translation>提问示例问题：%1</translation>
    </message>
</context>
<context>
    <name>PublishedFigures</name>
    <message>
        <source>counterfactual importance (accuracy)</source>
        <translation>反事实重要性（正确率）</translation>
    </message>
    <message>
        <source>How much more often continuations with this sentence are right than continuations in which a different one stands in its place. Published with the trace.</source>
        <translation>保留此句的续写比换成另一句的续写答对的比例高多少。随轨迹发布。</translation>
    </message>
    <message>
        <source>counterfactual importance (KL)</source>
        <translation>反事实重要性（KL）</translation>
    </message>
    <message>
        <source>How far the answers move when a different sentence stands in this one&apos;s place. Published with the trace.</source>
        <translation>此句换成另一句时答案分布移动多远。随轨迹发布。</translation>
    </message>
    <message>
        <source>resampling importance (accuracy)</source>
        <translation>重采样重要性（正确率）</translation>
    </message>
    <message>
        <source>How the share of right answers differs between continuations from behind this sentence and from before it. Published with the trace.</source>
        <translation>从此句之后续写与从此句之前续写相比，答对比例的差别。随轨迹发布。</translation>
    </message>
    <message>
        <source>resampling importance (KL)</source>
        <translation>重采样重要性（KL）</translation>
    </message>
    <message>
        <source>How far the answers move between continuations from behind this sentence and from before it. Published with the trace.</source>
        <translation>从此句之后续写与从此句之前续写相比，答案分布移动多远。随轨迹发布。</translation>
    </message>
    <message>
        <source>forced-answer importance (accuracy)</source>
        <translation>强制作答重要性（正确率）</translation>
    </message>
    <message>
        <source>The same, when the model must answer at once. Published with the trace.</source>
        <translation>同上，但模型必须立即作答。随轨迹发布。</translation>
    </message>
    <message>
        <source>forced-answer importance (KL)</source>
        <translation>强制作答重要性（KL）</translation>
    </message>
    <message>
        <source>How far the answers move when the model must answer at once. Published with the trace.</source>
        <translation>模型必须立即作答时答案分布移动多远。随轨迹发布。</translation>
    </message>
    <message>
        <source>accuracy from here</source>
        <translation>由此处起的正确率</translation>
    </message>
    <message>
        <source>Share of the continuations from here that reach the right answer. Published with the trace.</source>
        <translation>由此处续写得到正确答案的比例。随轨迹发布。</translation>
    </message>
    <message>
        <source>different continuations</source>
        <translation>不同的续写</translation>
    </message>
    <message>
        <source>Share of the sentences drawn in this one&apos;s place that say something else. Published with the trace.</source>
        <translation>在此句位置重新采样的句子中，意思不同的比例。随轨迹发布。</translation>
    </message>
    <message>
        <source>overdeterminedness</source>
        <translation>过度决定程度</translation>
    </message>
    <message>
        <source>Share of the sentences drawn in this one&apos;s place that say the same. Published with the trace.</source>
        <translation>在此句位置重新采样的句子中，意思相同的比例。随轨迹发布。</translation>
    </message>
    <message>
        <source>Published with the trace.</source>
        <translation>随轨迹发布。</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Maze</source>
        <translation>迷宫</translation>
    </message>
    <message>
        <source>Word problem</source>
        <translation>应用题</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>算式</translation>
    </message>
    <message>
        <source>Ordering</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Roads</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>↓  Follow the run</source>
        <translation>↓  跟随运行</translation>
    </message>
    <message>
        <source>Follow the run</source>
        <translation>跟随运行</translation>
    </message>
    <message>
        <source>order</source>
        <translation>顺序</translation>
    </message>
    <message>
        <source>rests on (width = weight)</source>
        <translation>依据（宽度 = 权重）</translation>
    </message>
    <message>
        <source>tested</source>
        <translation>已检验</translation>
    </message>
    <message>
        <source>alternative not taken</source>
        <translation>未采用的另一选择</translation>
    </message>
    <message>
        <source>What the prompt says</source>
        <translation>问题所说的</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>from the prompt</source>
        <translation>来自问题</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>thought</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>&lt;b&gt;Alternative not taken&lt;/b&gt;&lt;br/&gt;At %1 the model gave the token &lt;code&gt;%2&lt;/code&gt; a probability of %3.</source>
        <translation>&lt;b&gt;未采用的另一选择&lt;/b&gt;&lt;br/&gt;在 %1 处，模型给词元 &lt;code&gt;%2&lt;/code&gt; 的概率是 %3。</translation>
    </message>
    <message>
        <source>tokens %1 likely (geometric mean)</source>
        <translation>词元可能性 %1（几何平均）</translation>
    </message>
    <message>
        <source>mean entropy %1</source>
        <translation>平均熵 %1</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 rests on %2&lt;/b&gt; %3&lt;br/&gt;weight %4</source>
        <translation>&lt;b&gt;%1 依据 %2&lt;/b&gt; %3&lt;br/&gt;权重 %4</translation>
    </message>
    <message>
        <source>, random control %1, %2: %3</source>
        <translation>，随机对照 %1，%2：%3</translation>
    </message>
    <message>
        <source>observed</source>
        <translation>已观察</translation>
    </message>
    <message>
        <source>Alternative not taken at step %1: %2, probability %3</source>
        <translation>步骤 %1 处未采用的另一选择：%2，概率 %3</translation>
    </message>
    <message>
        <source>Step %1, %2: %3</source>
        <translation>步骤 %1，%2：%3</translation>
    </message>
    <message>
        <source> Rests on %1.</source>
        <translation> 依据 %1。</translation>
    </message>
    <message>
        <source>%1 (middle: %2)</source>
        <translation>%1（中间值：%2）</translation>
    </message>
    <message>
        <source>Entropy and time per token appear here while the model thinks.</source>
        <translation>模型思考时，每个词元的熵和时间显示在这里。</translation>
    </message>
    <message>
        <source>entropy (nats)</source>
        <translation>熵（奈特）</translation>
    </message>
    <message>
        <source>time per token (ms)</source>
        <translation>每个词元的时间（毫秒）</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>Tint: entropy</source>
        <translation>着色：熵</translation>
    </message>
    <message>
        <source>certain</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Tint: probability</source>
        <translation>着色：概率</translation>
    </message>
    <message>
        <source>likely</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>unlikely</source>
        <translation>不太可能</translation>
    </message>
    <message>
        <source>Tint: step class</source>
        <translation>着色：步骤类别</translation>
    </message>
    <message>
        <source>Tint: none</source>
        <translation>着色：无</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Nothing said yet</source>
        <translation>还没有说什么</translation>
    </message>
    <message>
        <source>The model&apos;s words appear here, tinted by how sure it was of each.</source>
        <translation>模型的文字显示在这里，按它对每个词的把握着色。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Ask a question below, or pick one of the samples. The reasoning tree grows here while the model thinks.</source>
        <translation>在下方提问，或选择一个示例。模型思考时，推理树在这里生长。</translation>
    </message>
    <message>
        <source>abandoned: the answer does not rest on it</source>
        <translation>已放弃：答案不依据它</translation>
    </message>
    <message>
        <source>its answer, had it stopped here</source>
        <translation>若在此停下，它的答案</translation>
    </message>
    <message>
        <source>  ·  answer %1</source>
        <translation>  ·  答案 %1</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 × %2&lt;/b&gt;, %3 to %4; click to open&lt;br/&gt;%5</source>
        <translation>&lt;b&gt;%1 × %2&lt;/b&gt;，%3 至 %4；点击展开&lt;br/&gt;%5</translation>
    </message>
    <message>
        <source>row rests on column, weight</source>
        <translation>行依据列，权重</translation>
    </message>
    <message>
        <source>another branch</source>
        <translation>另一分支</translation>
    </message>
    <message>
        <source>same in both branches</source>
        <translation>两个分支相同</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>有改动</translation>
    </message>
    <message>
        <source>only here</source>
        <translation>仅此处有</translation>
    </message>
    <message>
        <source>bookmarked</source>
        <translation>有书签</translation>
    </message>
    <message>
        <source>with a note</source>
        <translation>有备注</translation>
    </message>
    <message>
        <source>tagged</source>
        <translation>有标签</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>%1 more steps</source>
        <translation>另有 %1 个步骤</translation>
    </message>
    <message>
        <source>&lt;b&gt;Run %1&lt;/b&gt;, %2; click to show it</source>
        <translation>&lt;b&gt;运行 %1&lt;/b&gt;,%2;点击显示</translation>
    </message>
    <message>
        <source>&lt;br/&gt;Answer: %1</source>
        <translation>&lt;br/&gt;答案:%1</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 more steps of run %2&lt;/b&gt;, %3 to %4; click to open</source>
        <translation>&lt;b&gt;运行 %2 的另外 %1 个步骤&lt;/b&gt;,%3 至 %4;点击展开</translation>
    </message>
    <message>
        <source>in run %1; click to show it</source>
        <translation>在运行 %1 中;点击显示</translation>
    </message>
    <message>
        <source>Run %1 leaves here: %2.</source>
        <translation>运行 %1 在此分出:%2。</translation>
    </message>
    <message>
        <source>Its answer: %1.</source>
        <translation>其答案:%1。</translation>
    </message>
    <message>
        <source>%1 more steps of run %2</source>
        <translation>运行 %2 的另外 %1 个步骤</translation>
    </message>
    <message>
        <source>In run %1.</source>
        <translation>在运行 %1 中。</translation>
    </message>
    <message>
        <source>Branch %1 of %2 parts here.</source>
        <translation>在此分叉:%2 个分支中的第 %1 个。</translation>
    </message>
    <message>
        <source>sum checked</source>
        <translation>算式已验算</translation>
    </message>
    <message>
        <source>sum wrong</source>
        <translation>算式有误</translation>
    </message>
    <message>
        <source>under a second</source>
        <translation>不到一秒</translation>
    </message>
    <message>
        <source>about %1 s</source>
        <translation>约 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>约 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h</source>
        <translation>约 %1 小时</translation>
    </message>
    <message>
        <source>Possible when the run is over.</source>
        <translation>运行结束后可用。</translation>
    </message>
    <message>
        <source>This run was imported and has no model.</source>
        <translation>此运行是导入的，没有模型。</translation>
    </message>
    <message>
        <source>Load the run&apos;s model first (File &gt; Models).</source>
        <translation>请先加载此运行的模型（文件 &gt; 模型）。</translation>
    </message>
    <message>
        <source>Another model is loaded than the one that made this run.</source>
        <translation>已加载的模型不是生成此运行的模型。</translation>
    </message>
    <message>
        <source>at most %1 tokens</source>
        <translation>最多 %1 个词元</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>importance by resampling, -1 to +1</source>
        <translation>重新采样得出的重要性，-1 到 +1</translation>
    </message>
    <message>
        <source>importance %1 (95 %: %2 to %3) by %4 continuations</source>
        <translation>重要性 %1（95 %：%2 到 %3），由 %4 次续写得出</translation>
    </message>
    <message>
        <source>fork: %1 lead to another answer</source>
        <translation>岔路：%1 会得出另一个答案</translation>
    </message>
    <message>
        <source>fork: the answer stays the same</source>
        <translation>岔路：答案不变</translation>
    </message>
    <message>
        <source>fork</source>
        <translation>岔路</translation>
    </message>
    <message>
        <source>labelled by a reader, not measured</source>
        <translation>由读者标注，未经测量</translation>
    </message>
    <message>
        <source>undecided (entropy)</source>
        <translation>犹豫（熵）</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>1 sentence</source>
        <translation>1 个句子</translation>
    </message>
    <message>
        <source>%1 sentences</source>
        <translation>%1 个句子</translation>
    </message>
</context>
<context>
    <name>ResampleBox</name>
    <message>
        <source>no answer</source>
        <translation>没有答案</translation>
    </message>
    <message>
        <source>In %1 continuations from before this step the model never wrote anything else here, so nothing is known of its worth.</source>
        <translation>在此步骤之前续写的 %1 次中，模型从未在此写过别的，所以无从知道它的价值。</translation>
    </message>
    <message>
        <source>Importance %1 (95 %: %2 to %3). The answer %4 comes %5 of %6 times with this step, %7 of %8 times with another in its place.</source>
        <translation>重要性 %1（95 %：%2 至 %3）。有此步骤时，答案 %4 在 %6 次中出现 %5 次；换成另一步骤时，%8 次中出现 %7 次。</translation>
    </message>
    <message>
        <source>It wrote instead, and answered:</source>
        <translation>它改写为以下内容，并回答：</translation>
    </message>
    <message>
        <source>(thinking closed)</source>
        <translation>（思考已结束）</translation>
    </message>
    <message>
        <source>Had it said something else</source>
        <translation>如果它说了别的</translation>
    </message>
    <message>
        <source>Resample</source>
        <translation>重新采样</translation>
    </message>
    <message>
        <source>Resample this step</source>
        <translation>对此步骤重新采样</translation>
    </message>
    <message>
        <source>%1 of at most %2 continuations so far; stops when the interval is within ±%3.</source>
        <translation>到目前为止 %1 次续写，最多 %2 次；区间在 ±%3 以内时停止。</translation>
    </message>
    <message>
        <source>Stopped early, after %1 of at most %2 continuations.</source>
        <translation>提前停止，完成了 %1 次续写，最多 %2 次。</translation>
    </message>
    <message>
        <source>%1 continuations; then the interval was within ±%2.</source>
        <translation>%1 次续写后区间已在 ±%2 以内。</translation>
    </message>
    <message>
        <source>%1 continuations.</source>
        <translation>%1 次续写。</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Progress of resampling</source>
        <translation>重新采样的进度</translation>
    </message>
    <message>
        <source>Reading the run…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>%1 is being resampled; this one can be when that is done.</source>
        <translation>%1 正在重新采样；完成后才能采样此步骤。</translation>
    </message>
    <message>
        <source>Not tested yet: what the answer owes to this step. At most %1 continuations (%2); fewer when the interval is tight.</source>
        <translation>尚未检验：答案有多少归功于此步骤。最多 %1 次续写（%2）；区间够窄时会更少。</translation>
    </message>
    <message>
        <source>Resample again</source>
        <translation>再次采样</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop resampling</source>
        <translation>停止重新采样</translation>
    </message>
    <message>
        <source>Lets the model write on from before this step and from behind it, up to 32 times each, and compares the answers.</source>
        <translation>让模型从此步骤之前和之后各续写最多 32 次，并比较答案。</translation>
    </message>
    <message>
        <source>What was found is kept</source>
        <translation>已找到的会保留</translation>
    </message>
</context>
<context>
    <name>RunDocument</name>
    <message>
        <source>Step #%1</source>
        <translation>步骤 #%1</translation>
    </message>
</context>
<context>
    <name>ScorePlot</name>
    <message>
        <source>Top-1 of every method with its 95 % interval, and the baselines as lines</source>
        <translation>每种方法的 top-1 及其 95 % 区间，基线为线</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>SearchPanel</name>
    <message>
        <source>Filters</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter by class, uncertainty, answer, model and day</source>
        <translation>按类别、不确定性、答案、模型和日期筛选</translation>
    </message>
    <message>
        <source>Search all runs</source>
        <translation>搜索所有运行</translation>
    </message>
    <message>
        <source>Show the SQL</source>
        <translation>显示 SQL</translation>
    </message>
    <message>
        <source>The question as SQL; change it and ask anything, reading only</source>
        <translation>SQL 形式的查询；可修改并查询任何内容，只读</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>找到的内容</translation>
    </message>
    <message>
        <source>Any class</source>
        <translation>任何类别</translation>
    </message>
    <message>
        <source>any</source>
        <translation>不限</translation>
    </message>
    <message>
        <source> nats</source>
        <translation> 奈特</translation>
    </message>
    <message>
        <source>2026-11-24</source>
        <translation>2026-11-24</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>此会话</translation>
    </message>
    <message>
        <source>All sessions</source>
        <translation>所有会话</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What kind of step; turning back is among the uncertain ones</source>
        <translation>哪种步骤；回头重想属于不确定一类</translation>
    </message>
    <message>
        <source>Entropy above</source>
        <translation>熵高于</translation>
    </message>
    <message>
        <source>Mean over the step&apos;s tokens</source>
        <translation>步骤各词元的平均值</translation>
    </message>
    <message>
        <source>Confidence below</source>
        <translation>信心低于</translation>
    </message>
    <message>
        <source>Mean probability of the step&apos;s tokens; 1 asks nothing</source>
        <translation>步骤各词元的平均概率；1 表示不限</translation>
    </message>
    <message>
        <source>Answer contains</source>
        <translation>答案包含</translation>
    </message>
    <message>
        <source>In the answer of the run</source>
        <translation>在运行的答案中</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>In the name of the model</source>
        <translation>在模型的名字中</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>First day, year-month-day</source>
        <translation>第一天，年-月-日</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Last day, year-month-day</source>
        <translation>最后一天，年-月-日</translation>
    </message>
    <message>
        <source>Look in</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>The open session, or every session on the list</source>
        <translation>打开的会话，或列表上的所有会话</translation>
    </message>
    <message>
        <source>The question in SQL</source>
        <translation>SQL 查询</translation>
    </message>
    <message>
        <source>SELECT run, step, text FROM search WHERE …</source>
        <translation>SELECT run, step, text FROM search WHERE …</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Ask this SQL</source>
        <translation>执行此 SQL</translation>
    </message>
    <message>
        <source>Ctrl+Enter; reading only, at most 5 seconds and 1,000 rows</source>
        <translation>Ctrl+Enter；只读，最多 5 秒、1,000 行</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>The first %1 found; narrow the question.</source>
        <translation>找到的前 %1 项；请缩小范围。</translation>
    </message>
    <message>
        <source>1 found</source>
        <translation>找到 1 项</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>找到 %1 项</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>步骤 %1</translation>
    </message>
</context>
<context>
    <name>SessionTreeModel</name>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 次运行</translation>
    </message>
    <message>
        <source>%1 runs</source>
        <translation>%1 次运行</translation>
    </message>
    <message>
        <source>%1 hidden</source>
        <translation>%1 个已隐藏</translation>
    </message>
    <message>
        <source>Question: %1</source>
        <translation>问题:%1</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>运行 %1:%2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1,%2,%3</translation>
    </message>
    <message>
        <source>bookmarked</source>
        <translation>有书签</translation>
    </message>
    <message>
        <source>with a note</source>
        <translation>有备注</translation>
    </message>
    <message>
        <source>%1 · %2
%3</source>
        <translation>%1 · %2
%3</translation>
    </message>
    <message>
        <source>d MMM HH:mm</source>
        <comment>day and time of a run</comment>
        <translation>M月d日 HH:mm</translation>
    </message>
</context>
<context>
    <name>SessionsPanel</name>
    <message>
        <source>New session</source>
        <translation>新建会话</translation>
    </message>
    <message>
        <source>New session (Ctrl+N)</source>
        <translation>新建会话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Open session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Open session (Ctrl+O)</source>
        <translation>打开会话（Ctrl+O）</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>删除运行</translation>
    </message>
    <message>
        <source>Delete the selected run (Del); it can be undone</source>
        <translation>删除所选的运行（Del）；可以撤销</translation>
    </message>
    <message>
        <source>Sessions and runs</source>
        <translation>会话和运行</translation>
    </message>
    <message>
        <source>New session…</source>
        <translation>新建会话…</translation>
    </message>
    <message>
        <source>Open session…</source>
        <translation>打开会话…</translation>
    </message>
    <message>
        <source>Show this branch alone</source>
        <translation>只显示此分支</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>重新显示全部</translation>
    </message>
    <message numerus="yes">
        <source>Bring back %n hidden run(s)</source>
        <translation>
            <numerusform>恢复 %n 个已隐藏的运行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SettingsBar</name>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher is more varied</source>
        <translation>0 总是取最可能的词元；越高变化越多</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draw only from the likeliest tokens that together reach this probability; 1 is off</source>
        <translation>只从合计达到此概率的最可能词元中抽取；1 为关闭</translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation>最多词元</translation>
    </message>
    <message>
        <source>The run ends here at the latest</source>
        <translation>运行最迟在此结束</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed and settings give the same tokens</source>
        <translation>相同的种子和设置给出相同的词元</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Full keeps attention per head and all router scores, Summary their means, Off only words and times</source>
        <translation>“完整”保留每个头的注意力和所有路由分数，“摘要”保留其平均值，“关闭”只保留文字和时间</translation>
    </message>
    <message>
        <source>temperature %1, seed %2</source>
        <translation>温度 %1，种子 %2</translation>
    </message>
    <message>
        <source>%1 · up to %2 tokens · %3 trace</source>
        <translation>%1 · 最多 %2 个词元 · %3跟踪</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>SiblingBar</name>
    <message>
        <source>Previous sibling (Ctrl+[)</source>
        <translation>上一个同级分支（Ctrl+[）</translation>
    </message>
    <message>
        <source>Next sibling (Ctrl+])</source>
        <translation>下一个同级分支（Ctrl+]）</translation>
    </message>
    <message>
        <source>Which of the siblings</source>
        <translation>第几个同级分支</translation>
    </message>
</context>
<context>
    <name>SourceModel</name>
    <message>
        <source>%1: %2
%3 of what this step rests on; a source drawn at random would get %4.</source>
        <translation>%1：%2
占此步骤依据的 %3；随机抽取的来源会得到 %4。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Ask the sample question %1</source>
        <translation>提问示例问题：%1</translation>
    </message>
    <message>
        <source>Ask this now</source>
        <translation>立即提问</translation>
    </message>
    <message>
        <source>Start page</source>
        <translation>起始页</translation>
    </message>
    <message>
        <source>Ask something and watch it think</source>
        <translation>提个问题，看它思考</translation>
    </message>
    <message>
        <source>Each sentence of the thinking becomes a card in a tree; click a card to see what it rests on. These take a second:</source>
        <translation>思考的每个句子成为树上的一张卡片；点击卡片可看它依据什么。以下示例只需一秒：</translation>
    </message>
    <message>
        <source>Open a model…</source>
        <translation>打开模型…</translation>
    </message>
    <message>
        <source>What is on this machine, and whether it fits</source>
        <translation>本机上有什么、内存是否够用</translation>
    </message>
    <message>
        <source>Open a session…</source>
        <translation>打开会话…</translation>
    </message>
    <message>
        <source>A session file from somewhere else</source>
        <translation>来自别处的会话文件</translation>
    </message>
    <message>
        <source>Take the tour</source>
        <translation>开始导览</translation>
    </message>
    <message>
        <source>Five steps, one minute</source>
        <translation>五步，一分钟</translation>
    </message>
    <message>
        <source>Or drop a model folder, a GGUF file or a session anywhere on this window.</source>
        <translation>或把模型文件夹、GGUF 文件或会话拖放到窗口任意处。</translation>
    </message>
    <message>
        <source>Recent sessions</source>
        <translation>最近的会话</translation>
    </message>
    <message>
        <source>%1   ·   %2</source>
        <translation>%1   ·   %2</translation>
    </message>
    <message>
        <source>Open the session %1</source>
        <translation>打开会话 %1</translation>
    </message>
</context>
<context>
    <name>StatusPanel</name>
    <message>
        <source>finished by itself</source>
        <translation>自行结束</translation>
    </message>
    <message>
        <source>reached the token limit</source>
        <translation>达到词元上限</translation>
    </message>
    <message>
        <source>context is full</source>
        <translation>上下文已满</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>由你停止</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The loaded model, its size, device and precision</source>
        <translation>已加载的模型及其大小、设备和精度</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>What is going on</source>
        <translation>正在进行什么</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>End of the run</source>
        <translation>运行的结束</translation>
    </message>
    <message>
        <source>Why the run ended</source>
        <translation>运行为何结束</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Tokens decoded per second</source>
        <translation>每秒解码的词元</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tokens of the question and of what the model wrote</source>
        <translation>问题的词元和模型所写的词元</translation>
    </message>
    <message>
        <source>Context used</source>
        <translation>已用上下文</translation>
    </message>
    <message>
        <source>How much of the model&apos;s context this run fills</source>
        <translation>此运行占用模型上下文的多少</translation>
    </message>
    <message>
        <source>Opening the bundled model…</source>
        <translation>正在打开内置模型…</translation>
    </message>
    <message>
        <source>Opening %1…</source>
        <translation>正在打开 %1…</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 个参数</translation>
    </message>
    <message>
        <source> (%1 active)</source>
        <translation>（%1 激活）</translation>
    </message>
    <message>
        <source>%1
Type %2, fingerprint %3</source>
        <translation>%1
类型 %2，指纹 %3</translation>
    </message>
    <message>
        <source>, %1 s left</source>
        <translation>，剩余 %1 秒</translation>
    </message>
    <message>
        <source>thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>%1 + %2 tokens</source>
        <translation>%1 + %2 个词元</translation>
    </message>
    <message>
        <source>context %1 % of %2</source>
        <translation>上下文 %2 的 %1 %</translation>
    </message>
    <message>
        <source>Time to the first token</source>
        <translation>首个词元的时间</translation>
    </message>
    <message>
        <source>From asking to the first word of the model</source>
        <translation>从提问到模型的第一个词</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What Reasonscope holds in memory now: model, caches and window</source>
        <translation>Reasonscope 目前占用的内存：模型、缓存和窗口</translation>
    </message>
    <message>
        <source>first after %1 ms</source>
        <translation>首个词元 %1 毫秒</translation>
    </message>
    <message>
        <source>imported, read-only</source>
        <translation>已导入，只读</translation>
    </message>
    <message>
        <source>%1 sentences</source>
        <translation>%1 个句子</translation>
    </message>
</context>
<context>
    <name>StepBars</name>
    <message>
        <source>no value</source>
        <translation>无数值</translation>
    </message>
</context>
<context>
    <name>StepClass</name>
    <message>
        <source>Setup</source>
        <translation>设定</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>Computation</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Consolidation</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>Self-check</source>
        <translation>自检</translation>
    </message>
    <message>
        <source>Final answer</source>
        <translation>最终答案</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>StepMatrixView</name>
    <message>
        <source>Matrix of steps by steps</source>
        <translation>步骤对步骤的矩阵</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>步骤 %1</translation>
    </message>
    <message>
        <source>rests with weight %1 on</source>
        <translation>以权重 %1 依据</translation>
    </message>
    <message>
        <source>does not rest on</source>
        <translation>不依据</translation>
    </message>
</context>
<context>
    <name>StepModel</name>
    <message>
        <source>Setup</source>
        <translation>设定</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>计划</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>事实</translation>
    </message>
    <message>
        <source>Computation</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Consolidation</source>
        <translation>归纳</translation>
    </message>
    <message>
        <source>Self-check</source>
        <translation>自检</translation>
    </message>
    <message>
        <source>Final answer</source>
        <translation>最终答案</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>tested</source>
        <translation>已检验</translation>
    </message>
    <message>
        <source>observed</source>
        <translation>已观察</translation>
    </message>
    <message>
        <source>Given</source>
        <translation>给定</translation>
    </message>
    <message>
        <source>Mean entropy of the step&apos;s tokens, in nats: how undecided the model was</source>
        <translation>步骤各词元的平均熵（奈特）：模型有多犹豫</translation>
    </message>
    <message>
        <source>The step that this one rests on most, and how much</source>
        <translation>此步骤最依据的步骤，及其程度</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Rests on</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>labelled</source>
        <translation>已标注</translation>
    </message>
</context>
<context>
    <name>StepTab</name>
    <message>
        <source>given in the question</source>
        <translation>问题中给定</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Words of the step</source>
        <translation>步骤的文字</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Tokens that the model wrote in this step</source>
        <translation>模型在此步骤中写下的词元</translation>
    </message>
    <message>
        <source>Geometric mean of the chosen tokens&apos; probabilities</source>
        <translation>所选词元概率的几何平均</translation>
    </message>
    <message>
        <source>Mean entropy of the step&apos;s tokens, in nats: 0 is certain</source>
        <translation>步骤各词元的平均熵（奈特）：0 为确定</translation>
    </message>
    <message>
        <source>Time spent decoding this step</source>
        <translation>解码此步骤所用的时间</translation>
    </message>
    <message>
        <source>Rests on</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>What the step rests on</source>
        <translation>步骤依据什么</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>被谁使用</translation>
    </message>
    <message>
        <source>Steps that rest on this one</source>
        <translation>依据此步骤的步骤</translation>
    </message>
    <message>
        <source>Given</source>
        <translation>给定</translation>
    </message>
    <message>
        <source>told by rules, %1 sure</source>
        <translation>由规则判断，把握 %1</translation>
    </message>
    <message>
        <source>The kind of a step is told from its words by rules, not by the model</source>
        <translation>步骤的种类由规则根据其文字判断，不是由模型判断</translation>
    </message>
    <message>
        <source>When the model has answered, every step of its thinking can be looked at here.</source>
        <translation>模型回答后，可在此查看其思考的每个步骤。</translation>
    </message>
    <message>
        <source>Point at a step to preview it, click it to keep it. Here you see what it rests on.</source>
        <translation>指向步骤可预览，点击可固定。这里显示它依据什么。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 nats</source>
        <translation>%1 奈特</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>The tick is what a source drawn at random would get. Weaker sources are left out.</source>
        <translation>刻度是随机抽取的来源会得到的值。较弱的来源已略去。</translation>
    </message>
    <message>
        <source>Nothing: this was given in the question.</source>
        <translation>无：这是问题中给定的。</translation>
    </message>
    <message>
        <source>Measured as soon as the step is complete.</source>
        <translation>步骤一完成就会测量。</translation>
    </message>
    <message>
        <source>Not measured: the run was not traced, or it was stopped before.</source>
        <translation>未测量：运行没有跟踪，或提前停止了。</translation>
    </message>
    <message>
        <source>The answer&apos;s weight is passed down from step to step by all methods together (mean rank). Interval: 95 % of what comes out when the methods are drawn again with replacement.</source>
        <translation>答案的权重由所有方法一起（平均名次）逐步向下传递。区间：对方法有放回地重新抽取时结果的 95 %。</translation>
    </message>
    <message>
        <source>%1 of the answer&apos;s weight passes through it (%2 to %3 with the methods drawn again).</source>
        <translation>答案权重的 %1 经过它（重新抽取方法时为 %2 至 %3）。</translation>
    </message>
    <message>
        <source>Abandoned: the answer does not rest on it by this method.</source>
        <translation>已放弃：按此方法，答案不依据它。</translation>
    </message>
    <message>
        <source>Sums in the step</source>
        <translation>步骤中的算式</translation>
    </message>
    <message>
        <source>Worked out exactly from the words alone; no model is asked</source>
        <translation>仅凭文字精确计算，不询问模型</translation>
    </message>
    <message>
        <source>told by a classifier, %1 sure</source>
        <translation>由分类器判断，把握 %1</translation>
    </message>
    <message>
        <source>The kind of a step is told from its words by a classifier trained on labelled traces, not by the model. Its probability is calibrated.</source>
        <translation>步骤的类别由在已标注轨迹上训练的分类器根据词语判断，而不是由模型判断。其概率经过校准。</translation>
    </message>
    <message>
        <source>labelled in the file</source>
        <translation>文件中的标注</translation>
    </message>
    <message>
        <source>Whoever published the trace gave each sentence its kind</source>
        <translation>每个句子的类别由轨迹的发布者给出</translation>
    </message>
    <message>
        <source>told by its place</source>
        <translation>由位置判断</translation>
    </message>
    <message>
        <source>%1 sure</source>
        <translation>把握 %1</translation>
    </message>
    <message>
        <source>Observed: read off the run itself. Tested: the source was removed and the change measured. Labelled: a reader of the text said so.</source>
        <translation>已观察：直接从运行中读出。已检验：移除来源并测量变化。已标注：由文本的读者给出。</translation>
    </message>
    <message>
        <source>Nothing: no source of this step is named by %1.</source>
        <translation>无：%1没有给出此步骤的来源。</translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <source>Run on</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Timeline of entropy and latency per token</source>
        <translation>每个词元的熵和延迟的时间线</translation>
    </message>
    <message>
        <source>How undecided the model was at each token, and how long each took, appears here during a run.</source>
        <translation>模型在每个词元上有多犹豫、每个用了多久，运行时显示在这里。</translation>
    </message>
    <message>
        <source>When did it know?</source>
        <translation>它何时知道的？</translation>
    </message>
    <message>
        <source>Compute when the model knew its answer</source>
        <translation>计算模型何时知道答案</translation>
    </message>
    <message>
        <source>Cuts the thinking after each step and asks how likely the answer is there. Runs the model over the chain once, and a few tokens per step.</source>
        <translation>在每个步骤之后截断思考，并问答案在那里有多可能。对整条链运行模型一次，每步再加几个词元。</translation>
    </message>
    <message>
        <source>This run was read from a file: it has words, but no entropy and no time per token.</source>
        <translation>此次运行是从文件读入的：只有文字，没有每个词元的熵和用时。</translation>
    </message>
    <message>
        <source>Published numbers of the steps</source>
        <translation>步骤随附发布的数值</translation>
    </message>
    <message>
        <source>Which published number</source>
        <translation>选择发布的数值</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline of entropy and time per token</source>
        <translation>每个词元的熵和时间的时间线</translation>
    </message>
</context>
<context>
    <name>TintBar</name>
    <message>
        <source>Change what the colour behind the words means (T)</source>
        <translation>改变文字背后颜色的含义（T）</translation>
    </message>
    <message>
        <source>Token tint</source>
        <translation>词元着色</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>结束导览</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>TranscriptPanel</name>
    <message>
        <source>Form of the transcript</source>
        <translation>文字记录的形式</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>The words, token by token</source>
        <translation>逐个词元的文字</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>One line per step; click a heading to sort</source>
        <translation>每个步骤一行；点击标题排序</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>文字记录</translation>
    </message>
    <message>
        <source>Nothing said yet</source>
        <translation>还没有说什么</translation>
    </message>
    <message>
        <source>The question, the thinking and the answer will stand here, tinted where the model was unsure.</source>
        <translation>问题、思考和答案将显示在这里，在模型不确定处着色。</translation>
    </message>
    <message>
        <source>Steps as a table</source>
        <translation>步骤表格</translation>
    </message>
    <message>
        <source>1 step</source>
        <translation>1 个步骤</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 个步骤</translation>
    </message>
    <message>
        <source>Formulas as mathematics</source>
        <translation>公式显示为数学</translation>
    </message>
    <message>
        <source>Formulas as mathematics or as LaTeX (M in the text)</source>
        <translation>公式显示为数学或 LaTeX（在文本中按 M）</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>Transcript</source>
        <translation>文字记录</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>步骤 %1</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>read, not generated</source>
        <translation>读入，非生成</translation>
    </message>
    <message>
        <source>probability %1, entropy %2</source>
        <translation>概率 %1，熵 %2</translation>
    </message>
    <message>
        <source>, %1 ms</source>
        <translation>，%1 毫秒</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>思考中…</translation>
    </message>
    <message>
        <source>Thought for %1 s</source>
        <translation>思考了 %1 秒</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
</context>
<context>
    <name>TreeCanvas</name>
    <message>
        <source>Reasoning tree</source>
        <translation>推理树</translation>
    </message>
</context>
<context>
    <name>TreePanel</name>
    <message>
        <source>How edges were measured</source>
        <translation>边是如何测量的</translation>
    </message>
    <message>
        <source>Reasoning tree</source>
        <translation>推理树</translation>
    </message>
    <message>
        <source>Ask something and watch it think</source>
        <translation>提个问题，看它思考</translation>
    </message>
    <message>
        <source>Type a question above, or click a sample. Each sentence of the thinking becomes a card here; click a card to see what it rests on.</source>
        <translation>在上方输入问题，或点击示例。思考的每个句子在这里成为一张卡片；点击卡片可看它依据什么。</translation>
    </message>
    <message>
        <source>Back to the answer</source>
        <translation>回到答案</translation>
    </message>
    <message>
        <source>Explain the answer again</source>
        <translation>重新解释答案</translation>
    </message>
    <message>
        <source>Edges from</source>
        <translation>边来自</translation>
    </message>
    <message>
        <source>What it said and nearly said</source>
        <translation>它说的和差点说的</translation>
    </message>
    <message>
        <source>What step #%1 rests on</source>
        <translation>步骤 #%1 依据什么</translation>
    </message>
    <message>
        <source>What the answer rests on</source>
        <translation>答案依据什么</translation>
    </message>
    <message>
        <source>What the last step rests on</source>
        <translation>最后一步依据什么</translation>
    </message>
    <message>
        <source>All steps in order, with what they rest on</source>
        <translation>按顺序排列的所有步骤及其依据</translation>
    </message>
    <message>
        <source>How much each step rests on each earlier one</source>
        <translation>每个步骤在多大程度上依据每个更早的步骤</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>运行 %1:%2</translation>
    </message>
    <message numerus="yes">
        <source> · %n more run(s) in Sessions</source>
        <translation>
            <numerusform> · 会话列表中还有 %n 次运行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UncertaintyPage</name>
    <message>
        <source>Uncertainty of both runs</source>
        <translation>两次运行的不确定性</translation>
    </message>
    <message>
        <source>Entropy of both runs by token</source>
        <translation>两次运行逐词元的熵</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>nats</source>
        <translation>奈特</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Both runs wrote the same tokens.</source>
        <translation>两次运行写出相同的词元。</translation>
    </message>
    <message>
        <source>From token %1 on the mean entropy is %2 nats in run %3 and %4 nats in run %5.</source>
        <translation>从第 %1 个词元起，平均熵在运行 %3 中为 %2 奈特，在运行 %5 中为 %4 奈特。</translation>
    </message>
    <message>
        <source>Neither run says how sure its model was of each token.</source>
        <translation>两次运行都没有记录模型对每个词元有多确定。</translation>
    </message>
</context>
<context>
    <name>Where</name>
    <message>
        <source>Everywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>In the tree</source>
        <translation>在树中</translation>
    </message>
    <message>
        <source>In the transcript</source>
        <translation>在文字记录中</translation>
    </message>
    <message>
        <source>In the sessions</source>
        <translation>在会话中</translation>
    </message>
    <message>
        <source>In the timeline</source>
        <translation>在时间线中</translation>
    </message>
</context>
<context>
    <name>reasonscope::ui</name>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Observed: where the model looked, all heads alike</source>
        <translation>已观察：模型看向哪里，所有头同等对待</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Observed: where the heads looked that find true parents on problems with known ones</source>
        <translation>已观察：在已知来源的问题上能找到真正来源的那些头看向哪里</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Observed: attention times its gradient, what the step was sensitive to</source>
        <translation>已观察：注意力乘以其梯度，步骤对什么敏感</translation>
    </message>
    <message>
        <source>Tested</source>
        <translation>检验</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>calibrated heads</source>
        <translation>校准的头</translation>
    </message>
    <message>
        <source>gradient × attention</source>
        <translation>梯度 × 注意力</translation>
    </message>
    <message>
        <source>heads and suppression</source>
        <translation>头与抑制</translation>
    </message>
    <message>
        <source>suppression</source>
        <translation>抑制</translation>
    </message>
    <message>
        <source>As delivered</source>
        <translation>出厂大小</translation>
    </message>
    <message>
        <source>%1 pt larger</source>
        <translation>大 %1 磅</translation>
    </message>
    <message>
        <source>%1 pt smaller</source>
        <translation>小 %1 磅</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Light or dark, as the desktop is</source>
        <translation>随桌面为浅色或深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark words on a light window</source>
        <translation>浅色窗口，深色文字</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light words on a dark window</source>
        <translation>深色窗口，浅色文字</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>The tree changes at once instead of gliding.</source>
        <translation>树立即变化，不再滑动。</translation>
    </message>
    <message>
        <source>Use the values below</source>
        <translation>使用以下数值</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>完整</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>摘要</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>New runs</source>
        <translation>新运行</translation>
    </message>
    <message>
        <source>Otherwise a run starts with what the model&apos;s folder recommends.</source>
        <translation>否则运行采用模型文件夹推荐的数值。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>0 always takes the likeliest token; higher is more varied.</source>
        <translation>0 总是取最可能的词元；越高变化越多。</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Draw only from the likeliest tokens that together reach this probability; 1 is off.</source>
        <translation>只从合计达到此概率的最可能词元中抽取；1 为关闭。</translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation>最多词元</translation>
    </message>
    <message>
        <source>A run ends here at the latest.</source>
        <translation>运行最迟在此结束。</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Full keeps attention per head and all router scores, Summary their means, Off only words and times.</source>
        <translation>“完整”保留每个头的注意力和所有路由分数，“摘要”保留其平均值，“关闭”只保留文字和时间。</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Usual folder</source>
        <translation>通常的文件夹</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Sessions: %1</source>
        <translation>会话：%1</translation>
    </message>
    <message>
        <source>Sessions</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Folder for new sessions</source>
        <translation>新会话的文件夹</translation>
    </message>
    <message>
        <source>These settings</source>
        <translation>这些设置</translation>
    </message>
    <message>
        <source>Models stay where they are; the model library lists them and takes folders of your own.</source>
        <translation>模型保持原位；模型库会列出它们，也可加入你自己的文件夹。</translation>
    </message>
    <message>
        <source>10^%1</source>
        <translation>10^%1</translation>
    </message>
    <message>
        <source>layer %1: expert %2</source>
        <translation>第 %1 层：专家 %2</translation>
    </message>
    <message>
        <source>layer %1: experts %2</source>
        <translation>第 %1 层：专家 %2</translation>
    </message>
    <message>
        <source>layer %1: head %2</source>
        <translation>第 %1 层：头 %2</translation>
    </message>
    <message>
        <source>layer %1: heads %2</source>
        <translation>第 %1 层：头 %2</translation>
    </message>
    <message>
        <source>Without %1 the answer&apos;s probability goes from %2 to %3 (log p %4 nats).</source>
        <translation>没有 %1，答案的概率从 %2 变为 %3（log p %4 奈特）。</translation>
    </message>
    <message>
        <source>The run has no answer; without %1 its steps change as shown.</source>
        <translation>此运行没有答案；没有 %1，其步骤变化如图。</translation>
    </message>
    <message>
        <source>With others of about the same load, drawn at random (%1), it goes to %2.</source>
        <translation>换成随机抽取的负载相近的其他专家（%1），概率变为 %2。</translation>
    </message>
    <message>
        <source>The layer has no others left for a random control.</source>
        <translation>该层没有其他专家可作随机对照。</translation>
    </message>
    <message>
        <source>Most changed: %1.</source>
        <translation>变化最大：%1。</translation>
    </message>
    <message>
        <source>%1, KL %2 nats</source>
        <translation>%1，KL %2 奈特</translation>
    </message>
    <message>
        <source> (random %1)</source>
        <translation>（随机 %1）</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>All methods that were run, by the mean of their ranks; tested where one of them is</source>
        <translation>已运行的所有方法，按名次的平均；其中有检验的即为已检验</translation>
    </message>
    <message>
        <source>Tested: the numbers and words of each source are exchanged for others and the step is predicted again</source>
        <translation>已检验：把每个来源的数字和词换成别的，再预测该步骤</translation>
    </message>
    <message>
        <source>exchange</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>receiver heads</source>
        <translation>接收头</translation>
    </message>
    <message>
        <source>relevance</source>
        <translation>相关性</translation>
    </message>
    <message>
        <source>flow routes</source>
        <translation>信息流路径</translation>
    </message>
    <message>
        <source>all methods together</source>
        <translation>所有方法一起</translation>
    </message>
    <message>
        <source>labels that came with the trace</source>
        <translation>随记录提供的标签</translation>
    </message>
    <message>
        <source>suppression, direct</source>
        <translation>抑制，直接</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>偶然</translation>
    </message>
    <message>
        <source>the step before</source>
        <translation>前一步</translation>
    </message>
    <message>
        <source>the longest step</source>
        <translation>最长的步骤</translation>
    </message>
    <message>
        <source>most shared words</source>
        <translation>共同词最多</translation>
    </message>
    <message>
        <source>observed</source>
        <translation>已观察</translation>
    </message>
    <message>
        <source>tested</source>
        <translation>已检验</translation>
    </message>
    <message>
        <source>mixed</source>
        <translation>混合</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>without %1</source>
        <translation>去掉 %1</translation>
    </message>
    <message>
        <source>model %1</source>
        <translation>模型 %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>%1 instead of %2</source>
        <translation>%1,而非 %2</translation>
    </message>
    <message>
        <source>%1 edited: %2</source>
        <translation>%1 已改写:%2</translation>
    </message>
    <message>
        <source>before %1: %2</source>
        <translation>在 %1 之前插入:%2</translation>
    </message>
    <message>
        <source>told to say %1</source>
        <translation>指定说出 %1</translation>
    </message>
    <message>
        <source>never says %1</source>
        <translation>从不说 %1</translation>
    </message>
    <message>
        <source>stops thinking and answers</source>
        <translation>停止思考并作答</translation>
    </message>
    <message>
        <source>the thinking before %1 dropped</source>
        <translation>丢弃 %1 之前的思考</translation>
    </message>
    <message>
        <source>written again</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Its sums cannot be checked: they hold letters or more than exact fractions carry.</source>
        <translation>其中的算式无法核对：含有字母，或超出精确分数的范围。</translation>
    </message>
    <message>
        <source>%1 of %2 sums hold.</source>
        <translation>%2 个算式中有 %1 个成立。</translation>
    </message>
    <message>
        <source>Wrong: %1.</source>
        <translation>有误：%1。</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Labels that came with the trace: what a reader said each step depends on</source>
        <translation>随轨迹附带的标注：读者认为每一步依赖什么</translation>
    </message>
    <message>
        <source>Suppression</source>
        <translation>抑制</translation>
    </message>
    <message>
        <source>Tested: attention to the source is taken away and the step is predicted again</source>
        <translation>经检验：去掉对来源的注意力，再重新预测该步骤</translation>
    </message>
    <message>
        <source>%1 (left out)</source>
        <translation>%1（去掉）</translation>
    </message>
    <message>
        <source>%1 (mean output)</source>
        <translation>%1（平均输出）</translation>
    </message>
</context>
</TS>
