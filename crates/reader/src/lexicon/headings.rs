//! Headings of the parts of a release, whole lines without a closing colon; and the words before, between and behind them.

use super::Rows;

/// Whom the press may ask.
#[rustfmt::skip]
pub(crate) const PRESS_CONTACT: Rows = &[
    ("en", "press contact|press contacts|media contact|media contacts|press enquiries|media enquiries|press inquiries|media inquiries|press enquiry|press office|media office|press officer|press officers|media relations|media relations contact|media relations contacts|press relations|contact for the media|contacts for the media|contact for media|contact for press|contacts for press|contact for the press|for media enquiries|for press enquiries|for media inquiries|for press inquiries|for media queries|media queries|press queries|press and media contact|press & media contact|news media contact|contact for journalists|contacts for journalists|press contact information|media contact information|media contact details|press team|media team|pr contact|pr contacts|public relations contact|press information contact|press and media enquiries|for media enquiries, please contact|for press enquiries, please contact|for media inquiries, please contact|for further media information|for more information, journalists can contact|journalist contact|press & media enquiries|corporate communications|media relations office|communications contact|media information|press desk|media desk|for media information"),
    ("de", "pressekontakt|pressekontakte|medienkontakt|medienkontakte|pressestelle|kontakt für die presse|kontakt für presse|kontakt für journalisten|kontakt für journalistinnen und journalisten|kontakt für medien|kontakt für die medien|kontakt presse|kontakt medien|ansprechpartner presse|ansprechpartner für die presse|ansprechpartner für presse|ansprechpartner für die medien|ansprechpartner für medien|ansprechpartnerin presse|ansprechpartnerin für die presse|ansprechpartner für pressefragen|ansprechpartnerin für pressefragen|ansprechpartner für journalisten|ansprechpartner|ansprechpartnerin|ansprechpartner*in|ansprechpartner:in|ansprechpartnerinnen|ansprechperson|ansprechpersonen|ansprechpartner/in|rückfragen|rückfragehinweis|rückfragen und kontakt|rückfragen & kontakt|für rückfragen|bei rückfragen|kontakt für rückfragen|presserückfragen|rückfragen bitte an|rückfragen an|pressesprecher|pressesprecherin|pressesprecher*in|medienstelle|presseteam|presse-team|presse- und öffentlichkeitsarbeit|presseanfragen|medienanfragen|pressebüro|presseabteilung|pressekontakt und weitere informationen|weitere auskünfte|auskünfte|für weitere auskünfte|kontakt für medienanfragen|kontakt für presseanfragen|medienauskünfte|kontakt für medienschaffende|redaktioneller kontakt|presse-kontakt|presse kontakt|pressearbeit|pressereferat|ihr pressekontakt|kontakt für redaktionen|unternehmenskommunikation"),
    ("fr", "contact presse|contacts presse|contact média|contacts média|contact médias|contacts médias|contact press|service de presse|service presse|relations presse|relations médias|relation presse|contact pour la presse|contacts pour la presse|contact journalistes|contacts journalistes|bureau de presse|attachée de presse|attaché de presse|contact relations presse|contact pour les médias|relations avec les médias|vos contacts presse|renseignements pour les médias|contact de presse"),
    ("es", "contacto de prensa|contactos de prensa|contacto prensa|contacto para prensa|contacto para la prensa|gabinete de prensa|oficina de prensa|contacto para medios|contacto de medios|contacto medios|contacto con los medios|contacto para los medios|datos de contacto de prensa|atención a medios|contactos para prensa|contacto para medios de comunicación|contactos para medios|departamento de prensa|gabinete de comunicación|sala de prensa"),
    ("it", "ufficio stampa|uffici stampa|contatti stampa|contatto stampa|contatti per la stampa|contatto per la stampa|contatti media|contatti per i media|per la stampa|contatti ufficio stampa|addetto stampa|per informazioni alla stampa|relazioni con i media|contatti per i giornalisti|media relation|informazioni per la stampa"),
    ("nl", "perscontact|perscontacten|contact voor de pers|persvoorlichting|woordvoerder|woordvoering|persvragen|contact pers|voor de pers|voor persvragen|contactpersoon pers|contactpersoon voor de pers|niet voor publicatie|noot: niet voor publicatie|persinformatie|perswoordvoerder|persdienst|noot voor de redactie, niet voor publicatie|contact voor media|voor pers|perscontactpersoon|contactgegevens pers"),
    ("pt", "contacto de imprensa|contactos de imprensa|contato de imprensa|contatos de imprensa|contacto para a imprensa|contatos para imprensa|contato para imprensa|contatos para a imprensa|assessoria de imprensa|gabinete de imprensa|informações à imprensa|informações para a imprensa|informações para imprensa|contactos para a imprensa|atendimento à imprensa|contato com a imprensa|contacto imprensa|contato imprensa|contactos imprensa|assessoria de comunicação|contactos para imprensa"),
    ("pl", "kontakt dla mediów|kontakt dla prasy|kontakty dla mediów|biuro prasowe|rzecznik prasowy|rzeczniczka prasowa|kontakt prasowy|kontakt z mediami|kontakt medialny|dla mediów|kontakt dla dziennikarzy|osoba do kontaktu|dodatkowych informacji udziela|więcej informacji udziela|dodatkowych informacji udzielają|zespół prasowy|kontakt do mediów"),
    ("sv", "presskontakt|presskontakter|pressansvarig|kontaktpersoner|kontaktperson|mediekontakt|mediekontakter|kontakt för media|kontakt för press|presstjänst|pressjour|kontakt press|för mer information, kontakta|för ytterligare information, kontakta|för mer information kontakta|för ytterligare information kontakta|för mer information, vänligen kontakta|för ytterligare information, vänligen kontakta|pressekontakter"),
    ("da", "kontakt for pressen|presseansvarlig|for yderligere information, kontakt|for yderligere oplysninger, kontakt|for mere information, kontakt|yderligere oplysninger|pressechef|pressekontakt|presseansvarlige|kontakt til pressen|for yderligere oplysninger kontakt|yderligere information, kontakt"),
    ("nb", "pressevakt|for mer informasjon, kontakt|kontakt for presse|pressetelefon|kontakt for medier|for pressehenvendelser|pressekontakt|pressekontakter|mediekontakt|pressesjef|presseansvarlig|for ytterligere informasjon, kontakt|kontaktpersoner for media|kontakt for media"),
    ("fi", "yhteyshenkilöt|yhteyshenkilö|mediayhteydet|lehdistöyhteydet|lisätietoja medialle|medialle|median yhteydenotot|lisätietoja antaa|lisätietoja antavat|haastattelupyynnöt|yhteydenotot|lehdistön yhteydenotot"),
    ("cs", "kontakt pro média|kontakt pro novináře|kontakty pro média|kontakty pro novináře|tiskové oddělení|tisková mluvčí|tiskový mluvčí|mediální kontakt|kontakt pre médiá|kontakt pro tisk|pro média|tiskový kontakt|tiskové kontakty|mediální kontakty|kontakt pro zástupce médií"),
    ("sk", "hovorkyňa|hovorca|kontakt pre médiá|kontakty pre médiá|kontakt pre novinárov|tlačové oddelenie|tlačový kontakt|mediálny kontakt|tlačový hovorca|tlačová hovorkyňa"),
    ("hu", "sajtókapcsolat|sajtókontakt|sajtókapcsolatok|sajtóosztály|sajtóiroda|sajtófőnök|sajtómegkeresések|kapcsolat a sajtó számára|további információ a sajtónak|médiakapcsolat"),
    ("ro", "contact de presă|contact presă|contact pentru presă|contacte presă|contacte de presă|contact mass-media|birou de presă|biroul de presă|relații cu presa|relații media|contact media|persoană de contact pentru presă"),
    ("tr", "basın iletişim|basın iletişimi|basın irtibat|basın kontağı|medya iletişim|medya iletişimi|basın için iletişim|basın ve medya iletişim|medya ilişkileri|basın ofisi"),
    ("hr", "kontakt za medije|kontakt za novinare|kontakti za medije|glasnogovornik|glasnogovornica"),
    ("ru", "контакты для прессы|контакты для сми|пресс-служба|контакт для прессы|контакт для сми|контакты для медиа|контакты пресс-службы|контакты для журналистов|контактная информация для сми|контактное лицо для сми|пресс-центр|для сми|для прессы"),
    ("zh", "报道联系|媒体联系|媒体联系人|媒体联络|媒体垂询|媒体查询|新闻联系人|媒体联系方式|媒體聯絡|媒體聯絡人|新聞聯絡人|媒體查詢"),
    ("ja", "報道関係者お問い合わせ先|本件に関するお問い合わせ先|お問い合わせ先|報道関係者からのお問い合わせ先|報道関係者様お問い合わせ先|報道関係お問い合わせ先|報道機関からのお問い合わせ先|報道機関お問い合わせ先|報道関係者のお問い合わせ先|メディアからのお問い合わせ先|メディアお問い合わせ先|プレスリリースに関するお問い合わせ先|本リリースに関するお問い合わせ先|本プレスリリースに関するお問い合わせ先|本件に関する報道関係者からのお問い合わせ先|本件に関するお問い合わせ|本件お問い合わせ先|本件に関する問い合わせ先|報道関係者問い合わせ先|広報窓口"),
    ("sl", "kontakt za medije|kontakti za medije|kontakt za novinarje|stik za medije|stiki za medije|za dodatne informacije"),
    ("uk", "контакти для преси|контакти для змі|контакти для медіа|контакт для медіа|пресслужба|прес-служба"),
    ("el", "επικοινωνία για τον τύπο|επικοινωνία τύπου|γραφείο τύπου|επικοινωνία για δημοσιογράφους"),
    ("ko", "보도자료 문의|취재 문의|언론 문의|언론문의|보도 문의|미디어 문의|언론 연락처|미디어 연락처|언론연락처|홍보 담당"),
    ("ar", "للتواصل الإعلامي|للاستفسارات الإعلامية|جهة الاتصال الإعلامي|التواصل الإعلامي"),
    ("he", "לפניות עיתונאים|קשרי תקשורת|איש קשר לתקשורת|דוברות"),
    ("id", "kontak media|narahubung media|hubungan media|kontak pers"),
];

/// Whom anybody may ask.
#[rustfmt::skip]
pub(crate) const CONTACT: Rows = &[
    ("en", "contact|contacts|contact information|contact details|contact person|contact persons|for more information|for further information|for more information, contact|for further information, contact|for more information contact|for further information contact|for more information, please contact|for further information, please contact|for more information please contact|for further information please contact|further information and contact|for additional information|enquiries|contact us for more information"),
    ("de", "kontakt|kontakte|kontaktdaten|weitere informationen und kontakt|kontakt und weitere informationen|wissenschaftlicher ansprechpartner|wissenschaftliche ansprechpartner|wissenschaftliche ansprechpartnerin|kontaktinformation"),
    ("fr", "informations et contact|pour plus d'informations|pour toute information|pour tout renseignement|pour plus d’informations|renseignements"),
    ("es", "contacto|contactos|para más información|para mayor información"),
    ("it", "contatti|contatto|per informazioni|per maggiori informazioni"),
    ("nl", "contactpersoon|contactpersonen|voor meer informatie|contactgegevens|neem contact op met"),
    ("pt", "contato|contatos|para mais informações|mais informações e contato"),
    ("pl", "kontakty|dane kontaktowe|informacje kontaktowe"),
    ("sv", "kontakter|för mer information|för ytterligare information|kontaktuppgifter|kontakta"),
    ("da", "for yderligere information|for mere information"),
    ("nb", "for mer informasjon|kontaktinformasjon"),
    ("fi", "lisätietoja|lisätiedot|yhteystiedot"),
    ("cs", "další informace poskytne|kontaktní osoba|kontaktní údaje"),
    ("sk", "kontaktné údaje|kontaktná osoba|ďalšie informácie poskytne"),
    ("hu", "kapcsolat|elérhetőség|további információ"),
    ("ro", "date de contact|pentru mai multe informații|informații suplimentare"),
    ("ja", "連絡先|お問い合わせ"),
    ("tr", "bilgi için|iletişim|iletişim bilgileri|detaylı bilgi için|ayrıntılı bilgi için"),
    ("ru", "контакты|контакт|контактная информация|дополнительная информация"),
    ("zh", "联系人|联系方式|聯絡人"),
    ("ko", "문의|연락처|문의처"),
    ("ar", "للتواصل|للتواصل معنا|جهة الاتصال"),
    ("he", "לפרטים נוספים|ליצירת קשר|פרטים נוספים"),
    ("id", "untuk informasi lebih lanjut, hubungi|informasi lebih lanjut|narahubung|kontak"),
];

/// Investors, customers, members: not the press.
#[rustfmt::skip]
pub(crate) const OTHER_CONTACT: Rows = &[
    ("en", "investor relations|investor contact|investor contacts|investors|ir contact|for investors|investor enquiries|investor inquiries|investor relations contact|analyst contact|customer service|customer services|customer support|customer care|support|sales|sales contact|membership|supporter services|nominated adviser|nominated adviser and broker|broker|joint broker|nomad"),
    ("de", "kontakt investoren|investorenkontakt|ansprechpartner investor relations|kontakt für investoren|kundenservice|kundendienst|kundenkontakt|leserservice"),
    ("fr", "relations investisseurs|contact investisseurs|contacts investisseurs|service clients|relation clients"),
    ("es", "relación con inversores|relaciones con inversores|contacto inversores|atención al cliente|servicio al cliente"),
    ("it", "contatti investitori|servizio clienti"),
    ("nl", "klantenservice"),
    ("pt", "relação com investidores|relações com investidores|atendimento ao cliente"),
    ("pl", "relacje inwestorskie|obsługa klienta"),
    ("sv", "kundtjänst"),
    ("da", "kundeservice"),
    ("fi", "asiakaspalvelu|sijoittajasuhteet"),
    ("cs", "zákaznický servis"),
];

/// Notes to editors, background.
#[rustfmt::skip]
pub(crate) const NOTES: Rows = &[
    ("en", "notes to editors|note to editors|notes to editor|note to editor|notes for editors|note for editors|editor's note|editors' note|editors' notes|editor's notes|editor’s note|editors’ note|editors’ notes|editor’s notes|note to the editor|notes to the editor|notes|background|background information|background to the story|further information|additional information|further notes|notes to news editors|note to journalists|information for editors|additional notes|more information|further details|the facts|references|footnotes|next steps|methodology"),
    ("de", "hinweise für die redaktion|hinweis für die redaktion|hinweis an die redaktion|hinweis an die redaktionen|hinweise an die redaktion|hinweise an die redaktionen|hinweise für redaktionen|hinweis für redaktionen|hintergrund|hintergrundinformation|hintergrundinformationen|zum hintergrund|weitere informationen|weiterführende informationen|redaktioneller hinweis|hinweis für journalisten|anmerkungen für die redaktion|anmerkung an die redaktion|hintergrund-information|hinweise|redaktionelle hinweise|fußnoten"),
    ("fr", "notes aux rédactions|note aux rédactions|note aux rédacteurs|notes aux rédacteurs|notes à la rédaction|note à la rédaction|note aux éditeurs|notes aux éditeurs|notes pour les rédactions|contexte|informations complémentaires|complément d'information|pour en savoir plus|à propos de l'étude|à propos de l’étude|pour aller plus loin|note aux journalistes|rappel des faits|méthodologie"),
    ("es", "notas para editores|nota para editores|notas para los editores|nota para los editores|notas a los editores|nota a los editores|nota para la redacción|notas para la redacción|notas a editores|nota a editores|más información|información adicional|información complementaria|antecedentes|nota para periodistas|metodología"),
    ("it", "note per la redazione|nota per la redazione|note per le redazioni|note per i redattori|nota per i redattori|note agli editori|note per gli editori|contesto|ulteriori informazioni|approfondimenti|informazioni aggiuntive|note ai redattori"),
    ("nl", "noot voor de redactie|noot voor redactie|noten voor de redactie|noot aan de redactie|noot redactie|achtergrond|achtergrondinformatie|meer informatie|aanvullende informatie|voor de redactie"),
    ("pt", "notas aos editores|nota aos editores|notas para editores|notas à redação|nota à redação|contexto|mais informações|informações adicionais|nota para os editores|notas para os editores|enquadramento|nota aos redatores"),
    ("pl", "informacje dla redakcji|informacja dla redakcji|dodatkowe informacje|informacje dodatkowe|więcej informacji|tło|uwagi dla redakcji|notatka dla redakcji|noty dla redaktorów|kontekst"),
    ("sv", "noter till redaktörer|not till redaktörer|till redaktionen|noter till redaktionen|bakgrund|bakgrundsfakta|fakta|mer information|ytterligare information|faktaruta"),
    ("da", "noter til redaktører|note til redaktører|noter til redaktionen|note til redaktionen|baggrund|baggrundsinformation|mere information|yderligere information"),
    ("nb", "bakgrunn|mer informasjon|til redaksjonen|merknader til redaktører|redaksjonell merknad|om saken"),
    ("fi", "taustatietoa|taustaa|tausta|toimituksille|tietoa toimituksille|huomioita toimittajille"),
    ("cs", "poznámky pro editory|poznámka pro editory|poznámky pro redakce|pozadí|další informace|doplňující informace"),
    ("hu", "háttér|háttérinformáció|megjegyzés a szerkesztőknek|szerkesztői megjegyzés|további információk"),
    ("ro", "notă pentru editori|note pentru editori|note pentru redacție|context|informații suplimentare pentru editori"),
    ("sk", "poznámky pre editorov|poznámka pre redakciu|pozadie|doplňujúce informácie"),
    ("ja", "備考|参考|補足"),
    ("tr", "editörlere not|editörlere notlar|editör notu|editörün notu|arka plan"),
    ("ru", "примечания для редакторов|примечание для редакторов|примечания редактору|справка|справочная информация|к сведению редакторов"),
    ("zh", "编者注|編者註|编辑注"),
    ("ko", "편집자 주|참고"),
];

/// Downloads, media assets.
#[rustfmt::skip]
pub(crate) const ASSETS: Rows = &[
    ("en", "downloads|download|media assets|media asset|images|photos|press photos|press images|media|multimedia|press kit|media kit|attachments|attachment|attached files|related files|related documents|documents|embedded media|media files|files|photo gallery|image gallery|gallery|videos|b-roll|media gallery|related media|media resources|download images|high resolution images|press materials|photos and videos|images and video"),
    ("de", "pressebilder|pressebild|pressefotos|pressefoto|bildmaterial|bilder|bild|fotos|pressematerial|download pressefoto|downloads zur pressemitteilung|dokumente|dateien|anhänge|anhang|bildergalerie|medien|material|pressemitteilung als pdf|pressemappe|dateien zum download|zum herunterladen|mediathek|bilder zum download"),
    ("fr", "téléchargements|télécharger|téléchargement|à télécharger|visuels|documents joints|pièces jointes|fichiers|médias|documents à télécharger|dossier de presse|galerie|images à télécharger"),
    ("es", "descargas|descargar|imágenes|archivos|archivos adjuntos|adjuntos|galería|documentos|material gráfico|fotografías|recursos|recursos multimedia"),
    ("it", "allegati|allegato|scarica|immagini|foto|galleria|documenti|materiali|materiale stampa"),
    ("nl", "beeldmateriaal|bijlagen|bijlage|afbeeldingen|foto's|persfoto's|documenten|persmateriaal"),
    ("pt", "anexos|anexo|imagens|transferências|galeria|arquivos|material de imprensa"),
    ("pl", "do pobrania|załączniki|załącznik|zdjęcia|pliki|pliki do pobrania|materiały prasowe|materiały"),
    ("sv", "ladda ner|pressbilder|bilagor|filer|bifogade filer|dokument"),
    ("da", "hent|billeder|pressebilleder|vedhæftede filer"),
    ("nb", "filer til nedlasting|last ned|bilder|vedlegg|pressebilder|nedlastinger"),
    ("fi", "liitteet|kuvat|lataa|ladattavat tiedostot|tiedostot"),
    ("cs", "ke stažení|přílohy|fotografie|soubory"),
    ("sk", "na stiahnutie|prílohy|súbory"),
    ("hu", "letöltés|letöltések|mellékletek|képek|fotók"),
    ("ro", "descărcări|descarcă|fișiere|anexe|imagini"),
    ("ja", "ダウンロード|画像|添付資料"),
    ("tr", "indirilebilir dosyalar|görseller|ekler|dosyalar|indirmeler|fotoğraflar"),
    ("ru", "материалы для скачивания|фотографии|файлы|вложения|скачать|изображения"),
    ("zh", "下载|图片|附件"),
    ("ko", "다운로드|이미지|첨부파일|첨부 파일"),
];

/// Accounts elsewhere.
#[rustfmt::skip]
pub(crate) const SOCIAL: Rows = &[
    ("en", "social media|follow us|social|social networks|connect with us|social channels|find us on|stay connected"),
    ("de", "folgen sie uns|folge uns|soziale medien|soziale netzwerke"),
    ("fr", "suivez-nous|réseaux sociaux|retrouvez-nous sur"),
    ("es", "síguenos|redes sociales"),
    ("it", "seguici|seguici su"),
    ("nl", "volg ons"),
    ("pt", "siga-nos|redes sociais"),
    ("pl", "śledź nas|obserwuj nas|media społecznościowe"),
    ("sv", "följ oss|sociala medier"),
    ("da", "følg os"),
    ("nb", "følg oss"),
    ("fi", "seuraa meitä"),
    ("cs", "sledujte nás|sociální sítě"),
    ("tr", "bizi takip edin|sosyal medya"),
    ("ru", "мы в соцсетях|социальные сети"),
];

/// What follows is no part of the release: related items, sharing, comments.
#[rustfmt::skip]
pub(crate) const MORE: Rows = &[
    ("en", "related|related news|related articles|related stories|related content|related posts|related releases|related press releases|related links|related topics|more news|more stories|latest news|latest|latest press releases|latest releases|recent news|recent posts|recent press releases|more press releases|more releases|other news|other press releases|other releases|more from|more in|share|share this|share this page|share this article|share this post|share this story|share this release|share on|tags|topics|you may also like|you might also like|you may also be interested in|read also|read next|see also|comments|leave a reply|leave a comment|next post|previous post|subscribe|newsletter|sign up|back to news|categories|filed under|archives|explore more|continue reading|trending|most read|popular|featured|report an issue|cookie settings|news archive|view all news|all news|similar articles|keep reading"),
    ("de", "weitere pressemitteilungen|weitere meldungen|weitere artikel|weitere beiträge|weitere nachrichten|weitere news|das könnte sie auch interessieren|das könnte dich auch interessieren|auch interessant|teilen|teile diesen beitrag|beitrag teilen|artikel teilen|seite teilen|diese seite teilen|schlagworte|schlagwörter|mehr zum thema|ähnliche meldungen|ähnliche artikel|ähnliche beiträge|aktuelle meldungen|aktuelle nachrichten|aktuelle pressemitteilungen|verwandte artikel|verwandte themen|verwandte inhalte|neueste beiträge|neueste meldungen|zurück|nach oben|zum seitenanfang|zurück zur übersicht|pressemeldungen abonnieren|kommentare|meistgelesen|newsletter abonnieren|immer auf dem laufenden bleiben|mehr aktuelles|zum thema|weitere themen|top 10|merkmale dieser pressemitteilung|weitere informationen zum thema"),
    ("fr", "à lire aussi|lire aussi|à voir aussi|articles liés|articles similaires|articles récents|sur le même thème|sur le même sujet|dans la même rubrique|voir aussi|partager|partager cet article|partagez|derniers communiqués|autres communiqués|dernières actualités|autres actualités|actualités liées|commentaires|mots-clés|étiquettes|suivez l'actualité|à découvrir aussi"),
    ("es", "noticias relacionadas|artículos relacionados|relacionados|contenido relacionado|también te puede interesar|te puede interesar|compartir|comparte|últimas noticias|más noticias|otras noticias|etiquetas|lea también|ver también|comentarios"),
    ("it", "articoli correlati|notizie correlate|contenuti correlati|leggi anche|potrebbe interessarti|potrebbe interessarti anche|condividi|ultime notizie|altre notizie|altri comunicati|vedi anche|commenti"),
    ("nl", "gerelateerd|gerelateerde artikelen|gerelateerd nieuws|gerelateerde berichten|lees ook|deel dit|deel dit bericht|deel deze pagina|delen|meer nieuws|ander nieuws|laatste nieuws|misschien ook interessant|zie ook|reacties"),
    ("pt", "notícias relacionadas|artigos relacionados|conteúdo relacionado|leia também|veja também|compartilhe|compartilhar|partilhar|partilhe|últimas notícias|mais notícias|outras notícias|comentários|ver também"),
    ("pl", "powiązane|powiązane artykuły|podobne artykuły|zobacz także|zobacz też|przeczytaj także|czytaj także|czytaj też|udostępnij|podziel się|inne aktualności|najnowsze|pozostałe aktualności|najnowsze informacje|komentarze|tagi"),
    ("sv", "relaterat|relaterade nyheter|relaterade artiklar|relaterat innehåll|läs också|läs även|dela|dela sidan|dela artikeln|fler nyheter|senaste nytt|senaste nyheterna|kommentarer|ämnen"),
    ("da", "relateret|relaterede nyheder|læs også|del|del artiklen|seneste nyt|flere nyheder"),
    ("nb", "relaterte saker|les også|siste nytt"),
    ("fi", "aiheeseen liittyvää|lue myös|jaa|jaa artikkeli|muita uutisia|uusimmat|avainsanat"),
    ("cs", "související|související články|čtěte také|sdílet|další zprávy|další aktuality"),
    ("sk", "súvisiace|súvisiace články|čítajte tiež|zdieľať|ďalšie správy"),
    ("hu", "kapcsolódó|kapcsolódó cikkek|megosztás|további hírek|legfrissebb hírek"),
    ("ro", "articole similare|știri similare|distribuie|citește și|alte știri|ultimele știri"),
    ("ja", "関連記事|関連ニュース|シェア|一覧へ戻る"),
    ("tr", "ilgili haberler|diğer haberler|son haberler|paylaş|benzer haberler|diğer basın bültenleri|yorumlar"),
    ("ru", "похожие новости|другие новости|читайте также|поделиться|последние новости|связанные новости|комментарии|теги"),
    ("zh", "相关新闻|相关阅读|分享|更多新闻|相關新聞"),
    ("ko", "관련 기사|관련 뉴스|공유|다른 소식"),
];

/// Words before a heading that change nothing.
#[rustfmt::skip]
pub(crate) const LEADS: Rows = &[
    ("*", "ihr |ihre |unser |unsere |unser/e |our |the |your |for |für |nos |notre |vos |votre |der |die |dein |deine |nuestro |onze |il nostro |nasze |all "),
];

/// Between a heading and the organisation that it belongs to.
#[rustfmt::skip]
pub(crate) const LINKS: Rows = &[
    ("*", "bei der |beim |bei |der |des |von |für die |für |at |for the |for |of the |of |in |de la |de l'|du |de |del |della |di |van de |van het |van |da |do |för |hos |chez |pour "),
];

/// Beginnings of "About X"; a short one counts in the languages of its row only.
#[rustfmt::skip]
pub(crate) const ABOUT: Rows = &[
    ("*", "about |more about |company profile |über |ueber |mehr über |zur person |à propos de |à propos du |à propos des |à propos d'|a propos de |a propos du |a propos d'|à propos |acerca de |acerca del |informazioni su |informazioni sul |chi è |acerca da |acerca do |o firmie |kort om |fakta om |o společnosti |o spoločnosti |despre |o podjetju |om firmaet |o firme |про компанію |о компании |о нас: |关于|關於|σχετικά με |о компанії "),
    ("fr", "qui est "),
    ("es pt ca gl", "sobre "),
    ("it", "su "),
    ("nl", "over "),
    ("pl cs sk hr sl", "o "),
    ("sv da no nb nn", "om "),
    ("fi", "tietoa |tietoja "),
    ("ru bg", "о |об "),
    ("uk", "про "),
    ("ar fa", "نبذة عن |نبذة عن شركة |حول |عن "),
    ("he", "אודות |על "),
];

/// "About us": what whose page it is says of itself.
#[rustfmt::skip]
pub(crate) const OURSELVES: Rows = &[
    ("en", "about us|about the company|about the organisation|about the organization|who we are"),
    ("de", "über uns|über das unternehmen|wer wir sind"),
    ("fr", "à propos de nous|qui sommes-nous|qui sommes nous"),
    ("es", "sobre nosotros|quiénes somos|acerca de nosotros"),
    ("it", "chi siamo|su di noi"),
    ("nl", "over ons|wie zijn wij"),
    ("pt", "sobre nós|quem somos"),
    ("pl", "o nas|o spółce|o firmie|o uczelni|o fundacji"),
    ("sv", "om oss|om företaget"),
    ("da", "om os"),
    ("nb", "om selskapet"),
    ("fi", "tietoja julkaisijasta|tietoa yrityksestä|tietoa meistä"),
    ("cs", "o nás|o společnosti|o firmě|o bance|o univerzitě"),
    ("sk", "o spoločnosti"),
    ("hu", "rólunk|a cégről"),
    ("ro", "despre noi"),
    ("tr", "hakkımızda|şirket hakkında"),
    ("ru", "о нас|о компании|о банке|о группе|о группе компаний|о холдинге|об университете|о фонде|об организации"),
    ("ja", "会社概要|当社について"),
    ("uk", "про нас|про компанію|про банк|про фонд"),
    ("zh", "关于我们|關於我們|公司简介"),
    ("ko", "회사 소개|회사소개"),
];

/// Endings of "X im Profil".
#[rustfmt::skip]
pub(crate) const PROFILE: Rows = &[
    ("*", " im profil| im überblick| auf einen blick| kurzprofil| lyhyesti| in brief| at a glance| i korthet| en bref| in het kort| w skrócie"),
    ("tr", " hakkında| hakkında bilgi"),
    ("hu", "ról|ről| bemutatása"),
    ("ja", "について|の概要| 会社概要"),
    ("ko", " 소개|에 대하여|에 대해"),
];

/// Articles before an organisation's name.
#[rustfmt::skip]
pub(crate) const ARTICLES: Rows = &[
    ("*", "the |die |der |den |das |la |le |les |l'|el |los |las |il |lo |gli |de |het |o |a |os |as |az "),
];

/// What stands behind a name at the head of its contacts, where it is no heading by itself.
#[rustfmt::skip]
pub(crate) const ENDINGS: Rows = &[
    ("*", "media|press|inquiries|enquiries|media inquiries|media enquiries|press inquiries|contact|contacts|presse|medien|kontakt|kontakte|médias|prensa|stampa|pers|imprensa|prasa|press & media"),
];

/// Words of the mark that ends a release, without the signs around them.
#[rustfmt::skip]
pub(crate) const END: Rows = &[
    ("*", "30|end of release"),
    ("en", "ends|end|ends."),
    ("de", "ende|schluss"),
    ("fr", "fin"),
    ("it", "fine"),
    ("nl", "einde"),
    ("pt", "fim"),
    ("pl", "koniec"),
    ("sv", "slut"),
    ("nb", "slutt"),
    ("fi", "loppu"),
    ("cs", "konec"),
    ("hu", "vége"),
    ("ro", "sfârșit"),
    ("hr", "kraj"),
    ("tr", "son"),
    ("ru", "конец"),
    ("uk", "кінець"),
    ("el", "τέλος"),
    ("ja", "以上"),
    ("zh", "完"),
    ("ko", "끝"),
];

/// What stands before the publisher's number of a release, as patterns.
#[rustfmt::skip]
pub(crate) const REFERENCE: Rows = &[
    ("*", r"ref(?:erence|erenz|erencia|erência|erentie|erens|eranse|erință|erans|\.)?|nr\.?|no\.?|n°|nº|№"),
    ("en", r"release (?:no\.?|number|id)|news id|press release (?:id|no\.?|number)"),
    ("de", r"pm[- ]?(?:nr\.?|nummer)|pressemitteilung(?:s)?nummer|aktenzeichen"),
    ("fr", r"réf(?:érence|\.)?|numéro"),
    ("es", r"número"),
    ("it", r"riferimento|numero"),
    ("pl", r"numer"),
    ("fi", r"viite|numero"),
    ("cs", r"číslo"),
    ("hu", r"hivatkozás(?:i szám)?|szám"),
    ("ro", r"număr"),
    ("ru", r"номер|исх\. №"),
    ("ja", r"番号|リリース番号"),
];

/// A line that is nothing but an end mark.
pub(crate) fn is_end(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > 40 {
        return false;
    }
    let hashes = line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if matches!(hashes.as_str(), "###" | "####" | "#####" | "***" | "ooo" | "###ENDS###") {
        return true;
    }
    let signed = |c: char| {
        matches!(c, '-' | '–' | '—' | '_' | '*' | '/' | '~' | '.' | '#' | '+' | '<' | '>' | '=' | '(' | ')' | '[' | ']')
            || c.is_whitespace()
    };
    let word = line.trim_matches(signed);
    let marked = line.starts_with(signed) && line.ends_with(signed);
    let lower = word.to_lowercase();
    let known = super::words(END).any(|own| own == lower);
    let loud = word.chars().count() > 2 && word.chars().all(char::is_uppercase) && lower != "fine";
    // "以上": a script without capitals writes the word alone
    let caseless = !word.is_ascii() && !word.contains(|c: char| c.is_lowercase() || c.is_uppercase());
    known && (marked || loud || caseless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_known_and_words_are_not() {
        for mark in [
            "-ENDS-", "- ends -", "###", "# # #", "-30-", "-Ende-", "(Schluss)", "– FIN –", "-KONIEC-", "ENDS",
            "*** ENDE ***", "***Slut***", "以上", "- КОНЕЦ -",
        ] {
            assert!(is_end(mark), "{mark}");
        }
        for word in ["", "Ends", "The end", "30", "Fine", "-more-", "#hashtag", "* * * *", "fine"] {
            assert!(!is_end(word), "{word}");
        }
    }
}
