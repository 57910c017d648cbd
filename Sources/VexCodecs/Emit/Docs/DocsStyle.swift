/// How the pages look: one column that can be read on a phone, light and dark as the reader's system is, no fonts but its own.
enum DocsStyle {
  /// The style sheet of the pages.
  static let sheet = colours(of: ":root") + map + layout + text + tables + narrow + grids + print

  /// The style sheet inside a picture that is a file of its own.
  static let picture = colours(of: ".map") + map + ".map{background:var(--bg)}\n"

  private static func colours(of selector: String) -> String {
    """
    \(selector){--bg:#fcfbf9;--panel:#f3f1ec;--ink:#1d1c1a;--muted:#5d5952;--line:#dcd8d0;--link:#17588c;--mark:#fdf0bd;
    --error:#9a1c22;--readonly:#7a4800;--warning:#585200;--detail:#47433c;--accent:#2f6ea5;
    --identity:#d3e3f6;--number:#ebe7dd;--place:#d5ead7;--flags:#e6dcf4;--checksum:#fadfbf;--nested:#cde8e9;
    --mono:ui-monospace,"SF Mono","Cascadia Mono","Segoe UI Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;
    --sans:system-ui,-apple-system,"Segoe UI","Helvetica Neue","Noto Sans","Liberation Sans","DejaVu Sans",sans-serif}
    @media (prefers-color-scheme:dark){\(selector){--bg:#16171a;--panel:#202226;--ink:#e8e5df;--muted:#aaa59b;--line:#35373d;
    --link:#8cc0f0;--mark:#40391a;--error:#ff9c96;--readonly:#ebbc62;--warning:#d6cc6a;--detail:#cdc9c0;--accent:#6aa7dc;
    --identity:#1f3d5f;--number:#37352f;--place:#234229;--flags:#3e3158;--checksum:#593a17;--nested:#1c4448}}

    """
  }

  private static let map = """
    .map text{font-family:var(--mono);fill:var(--ink);font-size:11px}
    .map .half,.map .type,.map .ruler{font-size:10px}
    .map .type{fill:var(--detail)}.map .ruler,.map .quiet{fill:var(--muted)}
    .k-identity{fill:var(--identity);background:var(--identity)}.k-number{fill:var(--number);background:var(--number)}
    .k-place{fill:var(--place);background:var(--place)}.k-flags{fill:var(--flags);background:var(--flags)}
    .k-checksum{fill:var(--checksum);background:var(--checksum)}.k-nested{fill:var(--nested);background:var(--nested)}
    .k-reserved{fill:var(--panel);background:var(--panel)}
    .map .empty{fill:none;stroke:var(--line);stroke-dasharray:3 3}
    .map .solid{fill:var(--accent)}
    .map .tear{fill:none;stroke:var(--bg);stroke-width:3}
    .map a:hover rect,.map a:focus-visible rect{stroke:var(--link);stroke-width:1.5}
    .map a{outline:none}

    """

  private static let layout = """
    *,::before,::after{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:3rem}
    body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 var(--sans);display:grid;
    grid-template-columns:15rem minmax(0,1fr);grid-template-rows:auto 1fr auto;column-gap:2.5rem;min-height:100vh}
    .skip{position:absolute;left:-99rem}.skip:focus{left:.5rem;top:.5rem;padding:.4rem .8rem;background:var(--bg);z-index:2}
    .site{grid-column:1/-1;padding:.7rem 1.5rem;border-bottom:1px solid var(--line);color:var(--muted)}
    .site a{color:var(--ink);font-weight:650;text-decoration:none}
    .side{padding:1.2rem 0 2rem 1.5rem;font-size:.9rem;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto}
    .menu{display:none}
    nav p{margin:1rem 0 .25rem;color:var(--muted);font-size:.78rem;letter-spacing:.04em}
    nav p:first-child{margin-top:0}
    .side ul,.menu ul{list-style:none;margin:0;padding:0}
    .side a,.menu a{display:block;padding:.16rem .6rem;margin-left:-.6rem;border-radius:.3rem;color:var(--ink);text-decoration:none;overflow-wrap:anywhere}
    .side a:hover,.menu a:hover{background:var(--panel)}
    nav a[aria-current]{background:var(--panel);font-weight:600}
    main{padding:1.6rem 1.5rem 2rem 0;max-width:62rem;min-width:0;width:100%}
    footer{grid-column:2;padding:1rem 1.5rem 2rem 0;color:var(--muted);font-size:.85rem;overflow-wrap:anywhere}
    .toc ul{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;list-style:none;margin:0 0 1.4rem;padding:0;font-size:.9rem}
    .neighbours{display:flex;flex-wrap:wrap;gap:.5rem 1rem;margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.9rem}
    .neighbours .next{margin-left:auto}
    figure{margin:1rem 0 1.6rem}
    .map{display:block;height:auto;max-width:100%}.map.narrow{display:none}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.8rem 0 0;padding:0;font-size:.82rem;color:var(--muted)}
    .legend i{display:inline-block;width:1.1em;height:.8em;margin-right:.45em;border-radius:2px;box-shadow:inset 0 0 0 1px var(--line)}

    """

  private static let text = """
    h1{font-size:1.8rem;line-height:1.2;font-weight:650;letter-spacing:-.012em;margin:0 0 .8rem;overflow-wrap:anywhere;text-wrap:balance}
    h2{font-size:1.2rem;line-height:1.3;font-weight:650;margin:2.4rem 0 .6rem;overflow-wrap:anywhere}
    h3{font-size:1rem;font-weight:650;margin:1.6rem 0 .4rem;overflow-wrap:anywhere}
    h2:target,h3:target{background:var(--mark)}
    h1 code,h2 code{font-size:.94em}
    p,li,dd{overflow-wrap:anywhere}main>p,main>ul{max-width:44rem}
    p{margin:0 0 .8rem}
    a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
    a.self{color:inherit;text-decoration:none}a.self:hover{text-decoration:underline}
    a:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
    code{font-family:var(--mono);font-size:.88em;overflow-wrap:anywhere}
    code a{text-decoration-color:color-mix(in srgb,currentColor 35%,transparent)}
    .facts{display:grid;grid-template-columns:minmax(7rem,max-content) minmax(0,1fr);gap:.3rem 1.4rem;margin:0 0 1.2rem}
    .facts dt{color:var(--muted)}.facts dd{margin:0}
    .tag{font-size:.8em;font-weight:600;padding:0 .4em;border:1px solid currentColor;border-radius:.3em;white-space:nowrap}
    .tag.error{color:var(--error)}.tag.readonly{color:var(--readonly)}.tag.warning{color:var(--warning)}

    """

  private static let tables = """
    table{border-collapse:collapse;width:100%;font-size:.92rem;line-height:1.45;font-variant-numeric:tabular-nums lining-nums}
    th,td{text-align:left;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line);font-weight:400}
    th:last-child,td:last-child{padding-right:0}
    thead th{position:sticky;top:0;background:var(--bg);color:var(--muted);font-size:.8rem;padding-bottom:.3rem}
    .number{white-space:nowrap}td.number{color:var(--muted)}td.number code{color:var(--ink)}
    th.name{overflow-wrap:anywhere;min-width:clamp(9rem,17vw,14rem);max-width:22rem}tbody th.name{font-weight:600}
    .short{overflow-wrap:anywhere;min-width:8rem;max-width:14rem}
    td.text{width:99%;min-width:14rem}
    table.fit{width:auto;min-width:min(28rem,100%)}
    table+.facts{margin-top:1rem}
    a[href*="#rule-"]{font-size:.84em;color:var(--muted);text-decoration:none;white-space:nowrap}a[href*="#rule-"]:hover{text-decoration:underline}
    td p{margin:0}td p+p{margin-top:.15rem}
    td.number p{display:inline}td.short p{display:inline-block}td p:first-child:not(:last-child){margin-right:.6em}
    .line{padding-left:5.4rem;text-indent:-5.4rem}.line>*{text-indent:0}
    .line .label{display:inline-block;min-width:5.1rem;color:var(--muted);font-size:.88em}
    .short .line{padding:0;text-indent:0}.short .label{min-width:0}
    tr:target{background:var(--mark)}

    """

  private static let narrow = """
    @media (max-width:64rem){
    body{display:block}
    .side{display:none}
    .menu{display:block;margin:.8rem 1.5rem 0;border:1px solid var(--line);border-radius:.4rem}
    .menu summary{padding:.5rem .8rem;cursor:pointer}
    .menu nav{padding:.2rem .8rem .8rem 1.4rem;font-size:1rem}.menu a{padding:.4rem .6rem}
    main,footer{padding-left:1.5rem}
    }
    @media (max-width:47.9rem){
    .site,main,footer{padding-left:1rem;padding-right:1rem}.menu{margin:.8rem 1rem 0}
    h1{font-size:1.5rem}
    .map.wide{display:none}.map.narrow{display:block;width:100%;max-width:30rem}
    .facts{display:block}.facts dt{font-size:.85rem}.facts dd{margin:0 0 .6rem}
    thead{position:absolute;left:-99rem}
    table,tbody{display:block}
    tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.75rem 0;border-bottom:1px solid var(--line)}
    th,td{display:block;border:0;padding:0;min-width:0;max-width:100%}
    tbody th.name{order:1;flex:1 0 100%;max-width:100%;font-size:1rem}
    td.number,td.short{order:2;max-width:100%;min-width:0}
    td.text{order:3;flex:1 0 100%;width:auto;min-width:0;margin-top:.25rem}
    td:empty{display:none}
    td.number p+p::before{content:"= "}
    td.number::before,td.short::before{content:attr(data-label) " ";color:var(--muted);font-size:.85em}
    .line{padding-left:1.2rem;text-indent:-1.2rem}.line .label{min-width:0;margin-right:.3rem}
    }

    """

  /// Behind what takes tables apart on narrow windows: these stay whole, and scroll under their first column.
  private static let grids = """
    .scroll{overflow-x:auto;margin:0 0 1.6rem;border:1px solid var(--line);border-radius:.4rem;max-width:100%}
    .scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
    table.grid{display:table;width:auto;font-size:.82rem}
    .grid thead{position:static}.grid tbody{display:table-row-group}
    .grid tr{display:table-row;padding:0}
    .grid th,.grid td{display:table-cell;padding:.3rem .6rem;border-bottom:1px solid var(--line)}
    .grid thead th{white-space:nowrap;position:static}
    .grid tbody th.name,.grid thead th.name{position:sticky;left:0;background:var(--bg);font-size:.82rem;box-shadow:inset -1px 0 var(--line);min-width:7rem;max-width:clamp(7rem,30vw,16rem)}
    .grid td.number{color:var(--ink)}.grid td.number p{display:block;margin:0}.grid td p+p::before,.grid td.number::before{content:none}
    .grid td.text{min-width:20rem;margin:0}
    .grid td:empty{display:table-cell}
    .grid .line{padding-left:1.5rem;text-indent:-1.5rem}.grid .label{min-width:1.2rem;margin:0}
    .grid tr:last-child>*{border-bottom:0}

    """

  private static let print = """
    @media print{
    body{display:block;font-size:10pt}.side,.menu,.skip,.neighbours,.toc{display:none}
    main,footer{padding:0;max-width:none}a{color:inherit;text-decoration:none}
    tr,svg,h2,h3{break-inside:avoid}h2,h3{break-after:avoid}
    }

    """
}
