//! The same tables for further languages, after the Unicode CLDR: months, days, distances from now.
//!
//! Short names count in the text's own language only, so that no language reads the words of another as months.

use super::relative_names::{Row, row};

/// Language, then the months from January, alternatives parted by blanks.
pub const MONTHS: &[(&str, &str)] = &[
    (
        "bn",
        "জানুয়ারি|ফেব্রুয়ারি ফেব|মার্চ|এপ্রিল এপ্রি|মে|জুন|জুলাই জুল|আগস্ট আগ|সেপ্টেম্বর সেপ সেপ্ট|অক্টোবর অক্টো|নভেম্বর নভে|ডিসেম্বর ডিসে",
    ),
    ("ta", "ஜனவரி|பிப்ரவரி பிப்|மார்ச் மார்|ஏப்ரல் ஏப்|மே|ஜூன்|ஜூலை|ஆகஸ்ட் ஆக|செப்டம்பர் செப்|அக்டோபர் அக்|நவம்பர் நவ|டிசம்பர் டிச"),
    ("te", "జనవరి|ఫిబ్రవరి ఫిబ్ర|మార్చి|ఏప్రిల్ ఏప్రి|మే|జూన్|జులై|ఆగస్టు ఆగ|సెప్టెంబర్ సెప్టెం|అక్టోబర్ అక్టో|నవంబర్ నవం|డిసెంబర్ డిసెం"),
    ("mr", "जानेवारी|फेब्रुवारी फेब्रु|मार्च|एप्रिल एप्रि|मे|जून|जुलै|ऑगस्ट ऑग|सप्टेंबर सप्टें|ऑक्टोबर ऑक्टो|नोव्हेंबर नोव्हें|डिसेंबर डिसें"),
    ("gu", "જાન્યુઆરી જાન્યુ|ફેબ્રુઆરી ફેબ્રુ|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઑગસ્ટ|સપ્ટેમ્બર સપ્ટે|ઑક્ટોબર ઑક્ટો|નવેમ્બર નવે|ડિસેમ્બર ડિસે"),
    ("ur", "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر"),
    ("pa", "ਜਨਵਰੀ|ਫ਼ਰਵਰੀ ਫ਼ਰ|ਮਾਰਚ|ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ|ਮਈ|ਜੂਨ|ਜੁਲਾਈ ਜੁਲਾ|ਅਗਸਤ ਅਗ|ਸਤੰਬਰ ਸਤੰ|ਅਕਤੂਬਰ ਅਕਤੂ|ਨਵੰਬਰ ਨਵੰ|ਦਸੰਬਰ ਦਸੰ"),
    (
        "ml",
        "ജനുവരി ജനു|ഫെബ്രുവരി ഫെബ്രു|മാർച്ച് മാർ|ഏപ്രിൽ ഏപ്രി|മേയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ് ഓഗ|സെപ്റ്റംബർ സെപ്റ്റം|ഒക്ടോബർ ഒക്ടോ|നവംബർ നവം|ഡിസംബർ ഡിസം",
    ),
    ("kn", "ಜನವರಿ|ಫೆಬ್ರವರಿ ಫೆಬ್ರ|ಮಾರ್ಚ್|ಏಪ್ರಿಲ್ ಏಪ್ರಿ|ಮೇ|ಜೂನ್|ಜುಲೈ|ಆಗಸ್ಟ್ ಆಗ|ಸೆಪ್ಟೆಂಬರ್ ಸೆಪ್ಟೆಂ|ಅಕ್ಟೋಬರ್ ಅಕ್ಟೋ|ನವೆಂಬರ್ ನವೆಂ|ಡಿಸೆಂಬರ್ ಡಿಸೆಂ"),
    ("or", "ଜାନୁଆରୀ|ଫେବୃଆରୀ|ମାର୍ଚ୍ଚ|ଅପ୍ରେଲ|ମଇ|ଜୁନ|ଜୁଲାଇ|ଅଗଷ୍ଟ|ସେପ୍ଟେମ୍ବର|ଅକ୍ଟୋବର|ନଭେମ୍ବର|ଡିସେମ୍ବର"),
    ("as", "জানুৱাৰী|ফেব্ৰুৱাৰী ফেব্ৰু|মাৰ্চ|এপ্ৰিল|মে|জুন|জুলাই|আগষ্ট আগ|ছেপ্তেম্বৰ ছেপ্তে|অক্টোবৰ অক্টো|নৱেম্বৰ নৱে|ডিচেম্বৰ ডিচে"),
    ("ne", "जनवरी|फेब्रुअरी|मार्च|अप्रिल|मे|जुन|जुलाई|अगस्ट|सेप्टेम्बर|अक्टोबर|नोभेम्बर|डिसेम्बर"),
    ("si", "ජනවාරි|පෙබරවාරි|මාර්තු|අප්රේල්|මැයි|ජූනි|ජූලි|අගෝස්තු|සැප්තැම්බර්|ඔක්තෝබර්|නොවැම්බර්|දෙසැම්බර්"),
    ("km", "មករា|កុម្ភៈ|មីនា|មេសា|ឧសភា|មិថុនា|កក្កដា|សីហា|កញ្ញា|តុលា|វិច្ឆិកា|ធ្នូ"),
    ("fa", "ژانویه|فوریه|مارس|آوریل|مه می|ژوئن|ژوئیه جولای|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر"),
    ("my", "ဇန်နဝါရီ|ဖေဖော်ဝါရီ|မတ်|ဧပြီ|မေ|ဇွန်|ဇူလိုင်|ဩဂုတ်|စက်တင်ဘာ စက်|အောက်တိုဘာ အောက်|နိုဝင်ဘာ နို|ဒီဇင်ဘာ"),
    ("lo", "ມັງກອນ|ກຸມພາ|ມີນາ|ເມສາ|ພຶດສະພາ|ມິຖຸນາ|ກໍລະກົດ|ສິງຫາ|ກັນຍາ|ຕຸລາ|ພະຈິກ|ທັນວາ"),
    ("am", "ጃንዋሪ ጃን|ፌብሩዋሪ ፌብ|ማርች|ኤፕሪል ኤፕሪ|ሜይ|ጁን|ጁላይ|ኦገስት ኦገስ|ሴፕቴምበር ሴፕቴ|ኦክቶበር ኦክቶ|ኖቬምበር ኖቬም|ዲሴምበር ዲሴም"),
    (
        "ka",
        "იანვარი იან|თებერვალი თებ|მარტი მარ|აპრილი აპრ|მაისი მაი|ივნისი ივნ|ივლისი ივლ|აგვისტო აგვ|სექტემბერი სექ|ოქტომბერი ოქტ|ნოემბერი ნოე|დეკემბერი დეკ",
    ),
    (
        "hy",
        "հունվարի հնվ հունվար|փետրվարի փտվ փետրվար|մարտի մրտ մարտ|ապրիլի ապր ապրիլ|մայիսի մյս մայիս|հունիսի հնս հունիս|հուլիսի հլս հուլիս|օգոստոսի օգս օգոստոս|սեպտեմբերի սեպ սեպտեմբեր|հոկտեմբերի հոկ հոկտեմբեր|նոյեմբերի նոյ նոյեմբեր|դեկտեմբերի դեկ դեկտեմբեր",
    ),
    (
        "az",
        "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun iyn|iyul iyl|avqust avq|sentyabr sen|oktyabr okt|noyabr noy|dekabr dek",
    ),
    (
        "kk",
        "қаңтар қаң|ақпан ақп|наурыз нау|сәуір сәу|мамыр мам|маусым мау|шілде шіл|тамыз там|қыркүйек қыр|қазан қаз|қараша қар|желтоқсан жел",
    ),
    (
        "uz",
        "yanvar yan январ|fevral fev феврал|mart mar март|aprel apr апрел|may май|iyun iyn июн|iyul iyl июл|avgust avg август|sentabr sen сентябр|oktabr okt октябр|noyabr noy ноябр|dekabr dek декабр",
    ),
    (
        "ky",
        "январь янв|февраль фев|март мар|апрель апр|май|июнь июн|июль июл|август авг|сентябрь сен|октябрь окт|ноябрь ноя|декабрь дек",
    ),
    (
        "tg",
        "январ январи янв|феврал феврали фев|март марти мар|апрел апрели апр|май майи|июн июни|июл июли|август августи авг|сентябр сентябри сен|октябр октябри окт|ноябр ноябри ноя|декабр декабри дек",
    ),
    (
        "tk",
        "ýanwar ýan|fewral few|mart mar|aprel apr|maý|iýun|iýul|awgust awg|sentýabr sen|oktýabr okt|noýabr noý|dekabr dek",
    ),
    (
        "tt",
        "гыйнвар гыйн|февраль фев|март мар|апрель апр|май|июнь|июль|август авг|сентябрь сент|октябрь окт|ноябрь нояб|декабрь дек",
    ),
    (
        "ga",
        "eanáir ean|feabhra feabh|márta|aibreán aib|bealtaine beal|meitheamh meith|iúil|lúnasa lún|meán|deireadh|samhain samh|nollaig noll",
    ),
    (
        "mt",
        "jannar jan|frar fra|marzu mar|april apr|mejju mej|ġunju ġun|lulju lul|awwissu aww|settembru set|ottubru ott|novembru nov|diċembru diċ",
    ),
    (
        "sw",
        "januari jan|februari feb|machi mac|aprili apr|mei|juni jun|julai jul|agosti ago|septemba sep|oktoba okt|novemba nov|desemba des",
    ),
    (
        "ha",
        "janairu jan|faburairu fab|maris mar|afirilu afi|mayu may|yuni yun|yuli yul|agusta agu|satumba sat|oktoba okt|nuwamba nuw|disamba dis",
    ),
    (
        "fil",
        "enero ene|pebrero peb|marso mar|abril abr|mayo may|hunyo hun|hulyo hul|agosto ago|setyembre set|oktubre okt|nobyembre nob|disyembre dis",
    ),
    ("ps", "جنوري|فبروري فېبروري|مارچ|اپریل|مۍ|جون|جولای|اګست|سېپتمبر سپتمبر|اکتوبر|نومبر|دسمبر"),
    (
        "af",
        "januarie jan|februarie feb|maart mrt|april apr|mei|junie jun|julie jul|augustus aug|september sep|oktober okt|november nov|desember des",
    ),
    (
        "lb",
        "januar jan|februar feb|mäerz mäe|abrëll abr|mee|juni jun|juli jul|august aug|september sep|oktober okt|november nov|dezember dez",
    ),
    (
        "fo",
        "januar jan|februar feb|mars mar|apríl apr|mai|juni jun|juli jul|august aug|september sep|oktober okt|november nov|desember des",
    ),
    (
        "fy",
        "jannewaris jan|febrewaris feb|maart mrt|april apr|maaie mai|juny jun|july jul|augustus aug|septimber sep|oktober okt|novimber nov|desimber des",
    ),
    (
        "rm",
        "schaner schan|favrer favr|mars|avrigl avr|matg|zercladur zercl|fanadur fan|avust|settember sett|october oct|november nov|december dec",
    ),
    (
        "zu",
        "januwari jan|februwari feb|mashi mas|ephreli eph|meyi mey|juni jun|julayi jul|agasti aga|septhemba sep|okthoba okt|novemba nov|disemba dis",
    ),
    (
        "xh",
        "janyuwari jan|februwari feb|matshi mat|epreli epr|meyi mey|juni jun|julayi jul|agasti aga|septemba sept sep|okthobha okt okthoba|novemba nov|disemba dis",
    ),
    (
        "so",
        "janaayo jan jannaayo|febraayo feb|maarso mar|abriil abr|maayo may|juun jun|luulyo lul|agosto ogs ogosto|sebtembar seb sebteembar|oktoobar okt|noofeembar noofembar nofeembar nof|diseembar dis",
    ),
    (
        "mg",
        "janoary jan|febroary feb|martsa mar|aprily apr|mey|jona jon|jolay jol|aogositra aog|septambra sep|oktobra okt|novambra nov|desambra des",
    ),
    (
        "bs",
        "januar jan|februar feb|mart mar|april apr|maj|juni jun|juli jul|august aug|septembar sep|oktobar okt|novembar nov|decembar dec",
    ),
    (
        "ast",
        "xineru xin|febreru feb|marzu mar|abril abr|mayu may|xunu xun|xunetu xnt|agostu ago|setiembre set|ochobre och|payares pay|avientu avi",
    ),
    ("oc", "genièr|febrièr|març|abril|mai|junh|julhet|agost|setembre|octòbre|novembre|decembre"),
    (
        "br",
        "genver gen|chwevrer|meurzh meur|ebrel ebr|mae|mezheven mezh|gouere goue|eost|gwengolo gwen|here|du|kerzu kzu",
    ),
    (
        "eo",
        "januaro jan|februaro feb|marto mar|aprilo apr|majo maj|junio jun|julio jul|aŭgusto aŭg|septembro sep|oktobro okt|novembro nov|decembro dec",
    ),
    (
        "ig",
        "jenụwarị jen|febrụwarị feb|maachị maa|epreel epr|mee|jun juu|julaị jul|ọgọọst ọgọ|septemba sep|ọktoba ọkt|novemba nov|disemba dis",
    ),
    (
        "ku",
        "rêbendan rêbendana çile|sibat sibata reşemî|adar adara adr|nîsan nîsana|gulan gulana|hezîran hezîrana|tîrmeh tîrmeha|tebax tebaxa|îlon îlona|cotmeh cotmeha|mijdar mijdara|berfanbar berfanbara",
    ),
];

/// Days from Monday, all languages together.
pub const WEEKDAYS: [&str; 7] = [
    "সোমবার திங்கள் సోమవారం સોમવાર پیر ਸੋਮਵਾਰ തിങ്കളാഴ്ച ಸೋಮವಾರ ସୋମବାର সোমবাৰ सोमबार සඳුදා ច័ន្ទ တနင်္လာ ວັນຈັນ ორშაბათი երկուշաբթի дүйсенбі dushanba дүйшөмбү душанбе duşenbe дүшәмбе даваа jumatatu litinin دونۍ méindeg mánadagur moandei glindesdi umsombuluko mvulo isniin alatsinainy llunes diluns lundo mọnde",
    "মঙ্গলবার செவ்வாய் మంగళవారం मंगळवार મંગળવાર منگل ਮੰਗਲਵਾਰ ചൊവ്വാഴ്ച ಮಂಗಳವಾರ ମଙ୍ଗଳବାର মঙ্গলবাৰ मङ्गलबार අඟහරුවාදා អង្គារ အင်္ဂါ ວັນອັງຄານ ማክሰኞ სამშაბათი երեքշաբթի сейсенбі seshanba шейшемби сешанбе sişenbe сишәмбе мягмар jumanne talata درېنۍ dënschdeg týsdagur tiisdei ulwesibili lwesibini talaado dimars meurzh mardo tiuzdee",
    "বুধবার புதன் బుధవారం બુધવાર بدھ ਬੁੱਧਵਾਰ ബുധനാഴ്ച ಬುಧವಾರ ବୁଧବାର বুধবাৰ बुधबार බදාදා ពុធ ဗုဒ္ဓဟူး ວັນພຸດ ረቡዕ ოთხშაბათი չորեքշաբթի сәрсенбі chorshanba шаршемби чоршанбе çarşenbe чәршәмбе лхагва jumatano laraba miyerkules څلرنۍ mëttwoch mikudagur woansdei mesemna ulwesithathu lwesithathu arbaco alarobia merkredo wenezdee",
    "বৃহস্পতিবার வியாழன் గురువారం ગુરુવાર جمعرات ਵੀਰਵਾਰ വ്യാഴാഴ്ച ಗುರುವಾರ ଗୁରୁବାର বৃহস্পতিবাৰ बिहिबार බ්රහස්පතින්දා ព្រហស្បតិ៍ ကြာသပတေး ວັນພະຫັດ ሐሙስ ხუთშაბათი հինգշաբթի бейсенбі payshanba бейшемби панҷшанбе penşenbe пәнҗешәмбе пүрэв déardaoin alhamisi alhamis huwebes پينځنۍ donneschdeg hósdagur tongersdei gievgia ulwesine lwesine khamiis alakamisy xueves ĵaŭdo tọọzdee",
    "শুক্রবার வெள்ளி శుక్రవారం શુક્રવાર جمعہ ਸ਼ੁੱਕਰਵਾਰ വെള്ളിയാഴ്ച ಶುಕ್ರವಾರ ଶୁକ୍ରବାର শুক্ৰবাৰ शुक्रबार සිකුරාදා សុក្រ သောကြာ ວັນສຸກ ዓርብ პარასკევი ուրբաթ ҷумъа җомга баасан ijumaa biyernes جمعه vrydag freideg fríggjadagur freed venderdi ulwesihlanu lwesihlanu jimco vienres gwener vendredo fraịdee",
    "শনিবার சனி శనివారం શનિવાર ہفتہ ਸ਼ਨੀਵਾਰ ശനിയാഴ്ച ಶನಿವಾರ ଶନିବାର শনিবাৰ शनिबार සෙනසුරාදා សៅរ៍ စနေ ວັນເສົາ ቅዳሜ შაბათი շաբաթ şənbə сенбі shanba ишемби шанбе şenbe шимбә бямба jumamosi asabar اونۍ saterdag samschdeg leygardagur sneon sonda umgqibelo mgqibelo sabti asabotsy sábadu sadorn satọdee",
    "রবিবার ஞாயிறு ఆదివారం રવિવાર اتوار ਐਤਵਾਰ ഞായറാഴ്ച ಭಾನುವಾರ ରବିବାର দেওবাৰ आइतबार ඉරිදා អាទិត្យ တနင်္ဂနွေ ວັນອາທິດ እሑድ კვირა կիրակի bazar жексенбі yakshanba жекшемби якшанбе ýekşenbe якшәмбе jumapili lahadi linggo يونۍ sonndeg snein dumengia isonto alahady domingu dimenge dimanĉo sọndee",
];

/// Distances from now.
pub const ROWS: &[Row] = &[
    row("bn", ["সেকেন্ড|মিনিট|ঘণ্টা|দিন|সপ্তাহ|মাস|বছর", "এক", "আগে পূর্বে", "এখন|আজ|গতকাল|গত_পরশু"]),
    row(
        "ta",
        [
            "விநாடிக்கு விநாடிகளுக்கு வி|நிமிடத்திற்கு நிமிடங்களுக்கு நிமி நி|மணிநேரம் ம|நாளுக்கு நாட்களுக்கு நா|வாரத்திற்கு வாரங்களுக்கு வார வா|மாதத்துக்கு மாதங்களுக்கு மாத மா|ஆண்டிற்கு ஆண்டுகளுக்கு ஆ",
            "ஒரு",
            "முன் முன்பு",
            "இப்போது|இன்று|நேற்று|நேற்று_முன்தினம்",
        ],
    ),
    row(
        "te",
        [
            "సెకను సెకన్ల సెక|నిమిషం నిమిషాల నిమి|గంట గంటల గం|రోజు రోజుల|వారం వారాల|నెల నెలల|సంవత్సరం సంవత్సరాల సం",
            "ఒక",
            "క్రితం",
            "ప్రస్తుతం|ఈ_రోజు|నిన్న|మొన్న",
        ],
    ),
    row("gu", ["સેકંડ|મિનિટ|કલાક|દિવસ|અઠવાડિયા અઠ|મહિના|વર્ષ", "એક", "પહેલાં પહેલા", "હમણાં|આજે|ગઈકાલે|ગયા_પરમદિવસે"]),
    row(
        "ur",
        [
            "سیکنڈ|منٹ|گھنٹہ گھنٹے|دن دنوں|ہفتہ ہفتے|مہینہ مہینے ماہ|سال",
            "ایک",
            "پہلے قبل",
            "اب|آج|گزشتہ_روز گزشتہ_کل|گزشتہ_پرسوں",
        ],
    ),
    row("pa", ["ਸਕਿੰਟ|ਮਿੰਟ|ਘੰਟਾ|ਦਿਨ|ਹਫ਼ਤਾ|ਮਹੀਨਾ|ਸਾਲ", "ਇੱਕ", "ਪਹਿਲਾਂ", "ਹੁਣ|ਅੱਜ|ਕੱਲ੍ਹ ਬੀਤਿਆ_ਕੱਲ੍ਹ|"]),
    row("ml", ["സെക്കൻഡ്|മിനിറ്റ്|മണിക്കൂർ|ദിവസം|ആഴ്ച|മാസം|വർഷം", "ഒരു", "മുമ്പ് മുൻപ്", "ഇപ്പോൾ|ഇന്ന്|ഇന്നലെ|മിനിഞ്ഞാന്ന്"]),
    row(
        "kn",
        [
            "ಸೆಕೆಂಡ್ ಸೆಕೆಂಡುಗಳ|ನಿಮಿಷದ ನಿಮಿಷಗಳ|ಗಂಟೆ ಗಂಟೆಗಳ|ದಿನದ ದಿನಗಳ|ವಾರದ ವಾರಗಳ|ತಿಂಗಳ ತಿಂಗಳುಗಳ|ವರ್ಷದ ವರ್ಷಗಳ",
            "ಒಂದು",
            "ಹಿಂದೆ",
            "ಈಗ|ಇಂದು|ನಿನ್ನೆ|ಮೊನ್ನೆ",
        ],
    ),
    row("or", ["ସେକେଣ୍ଡ ସେ|ମିନିଟ୍ ମି|ଘଣ୍ଟା ଘ|ଦିନ|ସପ୍ତାହ ସପ୍ତା|ମାସ ମା|ବର୍ଷ ବ", "", "ପୂର୍ବେ", "ବର୍ତ୍ତମାନ|ଆଜି|ଗତକାଲି|"]),
    row("as", ["ছেকেণ্ড|মিনিট|ঘণ্টা|দিন|সপ্তাহ|মাহ|বছৰৰ", "", "পূৰ্বে আগতে", "এতিয়া|আজি|কালি|পৰহি"]),
    row("ne", ["सेकेन्ड|मिनेट|घण्टा|दिन|हप्ता|महिना|वर्ष", "एक", "पहिले अघि", "अहिले|आज|हिजो|अस्ति"]),
    row("si", ["තත්පර|මිනිත්තු|පැය|දින|සති|මාස|වසර", "", "කට_පෙර කට_කලින්", "දැන්|අද|ඊයේ|පෙරේදා"]),
    row("km", ["វិនាទី|នាទី|ម៉ោង|ថ្ងៃ|សប្ដាហ៍|ខែ|ឆ្នាំ", "", "មុន", "ឥឡូវ|ថ្ងៃនេះ|ម្សិលមិញ|ម្សិលម៉្ងៃ"]),
    row("my", ["စက္ကန့်|မိနစ်|နာရီ|ရက်|ပတ်|လ|နှစ်", "", "ပြီးခဲ့သည့် လွန်ခဲ့သော", "ယခု|ယနေ့|မနေ့က|တစ်နေ့က"]),
    row("lo", ["ວິນາທີ ວິ|ນາທີ ນທ|ຊົ່ວໂມງ ຊມ|ມື້|ອາທິດ ອທ|ເດືອນ ດ|ປີ", "", "ກ່ອນ ກ່ອນນີ້", "ຕອນນີ້|ມື້ນີ້|ມື້ວານ|ມື້ກ່ອນ"]),
    row(
        "am",
        [
            "ሰከንድ ሰከንዶች|ደቂቃ ደቂቃዎች|ሰዓት ሰዓቶች|ቀን ቀናት ቀኖች|ሳምንት ሳምንታት|ወር ወራት|ዓመት ዓመታት",
            "አንድ",
            "ከ በፊት",
            "አሁን|ዛሬ|ትናንት|ከትናንት_ወዲያ",
        ],
    ),
    row("ka", ["წამის წმ|წუთის წთ|საათის სთ|დღის|კვირის კვ|თვის|წლის", "ერთი", "წინ", "ახლა|დღეს|გუშინ|გუშინწინ"]),
    row("hy", ["վայրկյան վրկ վ|րոպե ր|ժամ ժ|օր|շաբաթ շաբ|ամիս|տարի տ", "մեկ", "առաջ", "հիմա|այսօր|երեկ|նախանցյալ_օրը"]),
    row("az", ["saniyə|dəqiqə|saat|gün|həftə|ay|il", "bir", "öncə əvvəl", "indi|bu_gün|dünən|"]),
    row("kk", ["секунд сек|минут мин|сағат сағ|күн|апта ап|ай|жыл", "бір", "бұрын", "қазір|бүгін|кеше|алдыңгүні"]),
    row("uz", ["soniya|daqiqa|soat|kun|hafta|oy|yil", "bir", "oldin avval", "hozir|bugun|kecha|"]),
    row("ky", ["секунд сек|мүнөт мүн|саат|күн|апта апт|ай|жыл", "бир", "мурун", "азыр|бүгүн|кечээ|мурдагы_күнү"]),
    row("tg", ["сония сон|дақиқа дақ|соат ст|рӯз|ҳафта|моҳ|сол", "як", "пеш", "ҳозир|имрӯз|дирӯз|"]),
    row("tk", ["sekunt sek|minut min|sagat sag|gün|hepde hep|aý|ýyl", "", "öň", "häzir|şu_gün|düýn|"]),
    row("tt", ["секунд|минут мин|сәгать сәг|көн|атна|ай|ел", "", "элек", "хәзер|бүген|кичә|"]),
    row(
        "mn",
        [
            "секундын сек|минутын мин|цагийн|өдрийн|долоо_хоногийн|сарын|жилийн",
            "нэг",
            "өмнө",
            "одоо|өнөөдөр|өчигдөр|уржигдар",
        ],
    ),
    row(
        "ga",
        [
            "soicind shoicind soic shoic|nóiméad nóim|uair_an_chloig n-uair_an_chloig uair huaire n-uaire|lá|seachtain sheachtain seachtaine scht shcht|mhí mí|bhliain bliana mbliana bliain bhl bl mbl",
            "aon",
            "ó_shin",
            "anois|inniu|inné|arú_inné",
        ],
    ),
    row(
        "mt",
        [
            "sekonda sekondi sek|minuta minuti min|siegħa sagħtejn=2 sigħat|ġurnata jumejn=2 ġranet|ġimgħa ġimagħtejn=2 ġimgħat|xahar xahrejn=2 xhur|sena sentejn=2 snin sa_sena",
            "",
            "ilu",
            "issa|illum|lbieraħ|",
        ],
    ),
    row(
        "sw",
        [
            "sekunde|dakika|saa|siku|wiki|mwezi miezi|mwaka miaka", "moja", "iliyopita zilizopita uliopita yaliyopita",
            "sasa_hivi|leo|jana|juzi",
        ],
    ),
    row(
        "ha",
        [
            "dakika dakiku|minti mintuna|awa awanni|kwana kwanaki|mako makonni|wata watanni|shekara shekaru",
            "",
            "da_ta_gabata da_ya_gabata da_suka_gabata",
            "yanzu|yau|jiya|",
        ],
    ),
    row(
        "fil",
        [
            "segundo seg|minuto min|oras|araw|linggo|buwan|taon", "isang", "ang_nakalipas ang_nakaraan",
            "ngayon|ngayong_araw|kahapon|araw_bago_ang_kahapon",
        ],
    ),
    row(
        "ps",
        [
            "ثانيه ثانيې ثانيه_کې|دقيقه دقيقې|ساعت ساعتونه|ورځ ورځې|اونۍ|مياشت مياشتې|کال کاله",
            "",
            "مخکې",
            "اوس|نن|پرون|",
        ],
    ),
    row(
        "af",
        [
            "sekonde sekondes|minuut minute min|uur|dag dae|week weke|maand maande md|jaar",
            "'n een",
            "gelede",
            "nou|vandag|gister|eergister",
        ],
    ),
    row(
        "lb",
        [
            "sekonn sekonnen sek|minutt minutten min|stonn stonnen st|dag deeg|woch wochen|mount méint|joer",
            "een enger engem engem",
            "virun viru",
            "|haut|gëschter|",
        ],
    ),
    row(
        "fo",
        [
            "sekund sek|minutt minuttir min|tími tímar|dagur dagar da|vika vikur vi|mánað mánaðir mnð|ár",
            "ein eina",
            "síðan",
            "nú|í_dag|í_gjár|fyrradagin",
        ],
    ),
    row(
        "fy",
        [
            "sekonde sekonden|minút minuten|oere|dei deien|wike wiken|moanne moannen|jier",
            "in ien",
            "lyn",
            "nu|vandaag|gisteren|eergisteren",
        ],
    ),
    row(
        "rm",
        [
            "secunda secundas|minuta minutas min|ura uras|di dis|emna emnas|mais|onn onns",
            "in ina",
            "avant",
            "ussa|oz|ier|stersas",
        ],
    ),
    row(
        "so",
        [
            "ilbiriqsi|daqiiqad daqiiqadood|saacad saacadood|maalin maalmood|toddobaad|bil bilood|sannad sannadood",
            "hal",
            "kahor",
            "imika|maanta|shalay|",
        ],
    ),
    row(
        "bs",
        [
            "sekundu sekunde sekundi sek|minutu minute minuta min|sat sata sati|dan dana|sedmicu sedmice sedmica sedm|mjesec mjeseca mjeseci mj|godinu godine godina god",
            "jedan jednu",
            "prije",
            "sada|danas|jučer|prekjučer",
        ],
    ),
    row(
        "ast",
        [
            "segundu segundos seg|minutu minutos min|hora hores|día díes|selmana selmanes selm se|mes meses|añu años",
            "un una",
            "hai",
            "agora|güei|ayeri|antayeri",
        ],
    ),
    row(
        "br",
        [
            "eilenn|munut vunut a_vunutoù min|eur a_eurioù|deiz zeiz a_zeizioù|sizhun a_sizhunioù sizh|miz viz a_vizioù|bloaz vloaz a_vloazioù bl",
            "",
            "zo",
            "bremañ|hiziv|dec'h|derc'hent-dec'h",
        ],
    ),
    row(
        "eo",
        [
            "sekundo sekundoj sek|minuto minutoj min|horo horoj|tago tagoj|semajno semajnoj sem|monato monatoj mon|jaro jaroj",
            "unu",
            "antaŭ",
            "nun|hodiaŭ|hieraŭ|",
        ],
    ),
];
