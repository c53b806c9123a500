/// Signs, and by what words they are found: made by Tools/emoji.py from Unicode's CLDR, version 41.
///
/// Copyright © 1991-2022 Unicode, Inc. Distributed under the Terms of Use in https://www.unicode.org/copyright.html (Unicode-DFS-2016).
enum EmojiTable {
  /// One sign a line: the sign, its French name, its English one, more words of both.
  static let text = """
    😀 visage_rieur grinning_face sourire face grin
    😄 visage_très_souriant_aux_yeux_rieurs grinning_face_with_smiling_eyes sourire eye face mouth open smile
    😁 visage_souriant_aux_yeux_rieurs beaming_face_with_smiling_eyes dents sourire eye face grin smile
    😅 visage_souriant_avec_une_goutte_de_sueur grinning_face_with_sweat sourire cold face open smile sweat
    😂 visage_riant_aux_larmes face_with_tears_of_joy lol mdr larmes face sourire joy laugh
    🤣 se_rouler_par_terre_de_rire rolling_on_the_floor_laughing lol mdr rire face se_rouler_par_terre floor laugh
    🙂 visage_avec_un_léger_sourire slightly_smiling_face sourire face smile
    😉 visage_faisant_un_clin_d_œil winking_face clin_d_œil face visage wink
    😊 visage_souriant_avec_yeux_rieurs smiling_face_with_smiling_eyes œil blush rougir eye sourire face visage
    🥰 visage_souriant_avec_cœurs smiling_face_with_hearts adorer adore aimer crush amour hearts amoureux
    😍 visage_souriant_avec_yeux_en_forme_de_cœur smiling_face_with_heart-eyes amour eye cœur face œil love visage
    😘 visage_envoyant_un_bisou face_blowing_a_kiss bisou face cœur kiss
    😋 miam face_savoring_food langue delicious face savouring smile yum
    😜 visage_qui_tire_la_langue_et_fait_un_clin_d_œil winking_face_with_tongue clin_d_œil eye langue face œil joke visage
    🤪 tête_de_fou zany_face grand eye œil goofy petit large small
    🤑 argent_dans_les_yeux_et_la_bouche money-mouth_face argent face money bouche yeux mouth
    🤗 visage_qui_fait_un_câlin smiling_face_with_open_hands câlin face gentil hug visage hugging open_hands
    🤭 visage_avec_une_main_sur_la_bouche face_with_hand_over_mouth oups whoops
    🤫 visage_avec_un_doigt_sur_la_bouche shushing_face chut quiet silence shush
    🤔 visage_en_pleine_réflexion thinking_face réflexion face visage thinking
    🤐 visage_avec_bouche_fermeture_éclair zipper-mouth_face bouche face fermeture_éclair mouth visage zipper
    😐 visage_neutre neutral_face neutre deadpan face meh neutral
    😑 visage_sans_expression expressionless_face inexpressif expressionless neutre face sans_expression inexpressive
    😏 visage_avec_un_sourire_malin smirking_face malin face sourire smirk
    😒 visage_blasé unamused_face blasé face pas_content unamused visage unhappy
    🙄 visage_roulant_des_yeux face_with_rolling_eyes roulement eyeroll eyes yeux face rolling
    😬 visage_grimaçant grimacing_face grimace face visage
    😌 visage_soulagé relieved_face soulagement face visage relieved
    😔 visage_pensif pensive_face déçu dejected pensif face visage pensive
    🤤 visage_qui_bave drooling_face baver drooling visage face
    😴 visage_somnolent sleeping_face sommeil face visage good_night sleep zzz
    😷 visage_avec_masque face_with_medical_mask masque cold doctor face mask sick
    🤒 visage_avec_thermomètre face_with_thermometer indisposé face malade thermomètre ill visage sick
    🤕 visage_avec_bandage_autour_de_la_tête face_with_head-bandage bandage tête face hurt injury
    🤢 visage_nauséeux nauseated_face écœuré face nausée nauseated visage vomit
    🤮 visage_qui_vomit face_vomiting malade puke vomi sick vomissure vomit
    🤧 visage_qui_éternue sneezing_face atchoum face éternuement gesundheit éternuer sneeze rhume
    🥵 visage_rouge_et_chaud hot_face chaud feverish coup_de_chaleur heat_stroke fièvre hot transpiration
    🥶 visage_bleu_et_froid cold_face froid blue-faced gelure cold glacial glaçon freezing
    🥴 visage_éméché woozy_face bouche_ondulée dizzy dans_les_vapes intoxicated hébété tipsy pompette
    🤯 tête_qui_explose exploding_head choqué mind_blown shocked
    🤠 visage_avec_chapeau_de_cowboy cowboy_hat_face chapeau cowboy cowgirl visage face hat
    🥳 visage_festif partying_face célébration celebration chapeau hat fête horn sifflet
    😎 visage_avec_lunettes_de_soleil smiling_face_with_sunglasses lunettes_de_soleil bright cool face sun sunglasses
    🤓 visage_de_geek nerd_face geek face lunettes visage nerd
    😕 visage_confus confused_face confus confused visage face meh
    🙁 visage_légèrement_mécontent slightly_frowning_face mécontent face visage frown
    😲 visage_stupéfait astonished_face choc astonished stupéfait face visage shocked totally
    😳 visage_qui_rougit flushed_face rouge dazed rougissant face visage flushed
    🥺 visage_implorant pleading_face pitié begging supplication mercy puppy_eyes
    😨 visage_effrayé fearful_face apeuré face effrayé fear peur fearful visage
    😰 visage_anxieux_avec_goutte_de_sueur anxious_face_with_sweat bouche froid blue sueur cold visage face
    😢 visage_qui_pleure crying_face larmes cry face sad tear
    😭 visage_qui_pleure_à_chaudes_larmes loudly_crying_face larme cry pleurs face triste visage sad
    😱 visage_qui_hurle_de_peur face_screaming_in_fear cri face effrayé peur fear visage munch
    😞 visage_déçu disappointed_face déçu disappointed visage face
    😩 visage_épuisé weary_face épuisé face fatigué tired visage weary
    😫 visage_fatigué tired_face fatigue face visage tired
    🥱 visage_bâillant yawning_face bâiller bored ennui tired fatigue yawn
    😤 visage_avec_fumée_sortant_des_narines face_with_steam_from_nose triomphe face victoire visage triumph won
    😡 visage_boudeur enraged_face colère angry énervé enraged furieux face visage
    😠 visage_en_colère angry_face colère anger angry face mad
    🤬 visage_avec_des_symboles_dans_la_bouche face_with_symbols_on_mouth juron swearing
    😈 visage_souriant_avec_des_cornes smiling_face_with_horns cornes face fantastique fairy_tale sourire fantasy visage
    💀 crâne skull corps death face fantastique fairy_tale mort monster
    💩 tas_de_crotte pile_of_poo caca dung crotte face dessin monster visage
    👻 fantôme ghost créature creature fantastique face fairy_tale monstre fantasy
    🤖 robot robot androïde face automate monster machine monstre visage
    🙈 singe_ne_rien_voir see-no-evil_monkey aveugle evil singe face forbidden monkey see
    🙉 singe_ne_rien_entendre hear-no-evil_monkey singe evil face sourd forbidden hear monkey
    💌 lettre_d_amour love_letter amour heart lettre letter love mail
    ❤ cœur_rouge red_heart amour cœur heart
    🧡 cœur_orange orange_heart orange
    💛 cœur_jaune yellow_heart cœur yellow
    💚 cœur_vert green_heart cœur green
    💙 cœur_bleu blue_heart cœur blue
    💜 cœur_violet purple_heart cœur purple
    🖤 cœur_noir black_heart black noir evil wicked
    💔 cœur_brisé broken_heart cœur break broken
    💕 deux_cœurs two_hearts amour love cœurs
    💯 cent_points hundred_points cent 100 full hundred score
    💥 explosion collision boom comic
    💦 gouttes_de_sueur sweat_droplets éclaboussures comic splashing sueur sweat
    💨 décamper dashing_away comic filer dash running
    💬 bulle_de_parole speech_balloon bulle balloon bubble dialogue comic dialog speech
    💭 bulle_de_pensée thought_balloon bulle balloon bubble pensée comic thought
    💤 endormi zzz dormir comic good_night ronfler sleep
    👋 signe_de_la_main waving_hand coucou hand main wave waving
    🖐 main_levée_doigts_écartés hand_with_fingers_splayed main finger hand splayed
    ✋ main_levée raised_hand feuille hand main high_5 high_five
    👌 ok ok_hand geste hand main
    ✌ v_de_la_victoire victory_hand ciseaux hand main v victory victoire
    🤞 doigts_croisés crossed_fingers croisés cross doigts main finger hand luck
    🤙 signe_appel_téléphonique_avec_les_doigts call_me_hand appel call main signe hand hang_loose téléphone
    👈 main_avec_index_pointant_à_gauche backhand_index_pointing_left doigt backhand gauche index finger main hand
    👉 main_avec_index_pointant_à_droite backhand_index_pointing_right doigt backhand droite index finger main hand
    👆 main_avec_index_pointant_vers_le_haut backhand_index_pointing_up doigt backhand index main finger hand point
    👇 main_avec_index_pointant_vers_le_bas backhand_index_pointing_down bas backhand doigt index down main finger
    ☝ index_pointant_vers_le_haut index_pointing_up doigt finger index hand main point up
    👍 pouce_vers_le_haut thumbs_up +1 ok oui yes main hand super
    👎 pouce_vers_le_bas thumbs_down -1 non no main nul down hand
    ✊ poing_levé raised_fist lutte solidarité solidarity main clenched pierre fist
    👊 poing_de_face oncoming_fist coup_de_poing clenched main fist poing hand punch
    👏 applaudissements clapping_hands clap bravo mains hand
    🙌 mains_levées raising_hands air celebration mains gesture hand hooray raised
    👐 mains_ouvertes open_hands main hand open ouvert
    🤲 paume_contre_paume_doigts_vers_le_haut palms_up_together mains prayer prière
    🤝 poignée_de_main handshake mains agreement poignée hand présentation meeting rencontre
    🙏 mains_en_prière folded_hands merci thanks svp please mains ask prière
    ✍ main_qui_écrit writing_hand écrire hand main write
    💪 biceps_contracté flexed_biceps biceps contracté comic corps flex muscle
    👀 yeux eyes corps eye œil visage face
    👂 oreille ear corps body
    👃 nez nose corps body
    👶 bébé baby young
    🧒 enfant child genre_neutre gender-neutral jeune unspecified_gender young
    👦 garçon boy jeune young
    👧 fille girl jeune virgo vierge young zodiaque zodiac
    🧑 adulte person adult genre_neutre gender-neutral unspecified_gender
    👨 homme man adult
    👩 femme woman adult
    👴 homme_âgé old_man âgé adult homme man old
    🤷 personne_qui_hausse_les_épaules person_shrugging bof shrug doute doubt haussement_d_épaules ignorance indifference
    🤦 personne_avec_la_paume_sur_le_visage person_facepalming exaspération disbelief incrédulité exasperation
    🙋 personne_qui_lève_la_main person_raising_hand content gesture geste hand levée happy main
    🙅 personne_faisant_un_geste_d_interdiction person_gesturing_no geste forbidden interdit gesture main hand prohibited
    🙆 personne_faisant_un_geste_d_acceptation person_gesturing_ok geste gesture main hand ok
    🙇 personne_qui_s_incline person_bowing désolé apology geste bow incliné gesture sorry
    💁 personne_paume_vers_le_haut person_tipping_hand aide hand information help main sassy tipping
    👮 officier_de_police police_officer flic cop officier officer police
    👷 personnel_du_bâtiment construction_worker bâtiment construction casque hat ouvrier worker
    🕵 détective detective enquêteur sleuth espion spy
    🏃 personne_qui_court person_running coureur marathon course_à_pied jogging running
    🚶 personne_qui_marche person_walking marche hike piéton walk walking
    💃 danseuse woman_dancing danse dance dancing femme woman
    🕺 danseur man_dancing danse dance dancing homme man
    👪 famille family enfant mère père
    👣 traces_de_pas footprints pied clothing footprint print
    🐵 tête_de_singe monkey_face animal face singe monkey
    🐶 tête_de_chien dog_face animal dog chien face pet
    🦊 renard fox animal face tête
    🐱 tête_de_chat cat_face animal cat chat face pet
    🐯 tête_de_tigre tiger_face animal face tiger tigre
    🐴 tête_de_cheval horse_face animal face cheval horse
    🐷 tête_de_cochon pig_face animal face cochon pig
    🐰 tête_de_lapin rabbit_face animal bunny lapin face pet rabbit
    🐻 ours bear animal face tête
    🐔 poule chicken animal bird oiseau
    🕊 colombe dove animal bird oiseau fly peace
    🦆 canard duck animal bird oiseau
    🦉 chouette owl animal bird oiseau wise
    🐢 tortue turtle animal terrapin reptile tortoise
    🐍 serpent snake animal bearer reptile ophiuchus zodiac
    🐟 poisson fish animal pisces poissons zodiac zodiaque
    🐙 pieuvre octopus animal mollusque
    🦋 papillon butterfly insecte mignon insect pretty
    🐛 chenille bug animal insect insecte
    🐝 abeille honeybee bee animal insecte insect
    🌸 fleur_de_cerisier cherry_blossom fleur blossom cherry flower
    🌷 tulipe tulip fleur flower
    🌱 jeune_pousse seedling jeune_plant young plantule
    🌲 conifère evergreen_tree arbre tree
    🌳 arbre_à_feuilles_caduques deciduous_tree arbre deciduous shedding feuilles_caduques tree feuillu
    🍀 trèfle_à_quatre_feuilles four_leaf_clover chance 4 trèfle clover four four-leaf_clover leaf
    🍁 feuille_d_érable maple_leaf feuille falling leaf maple
    🍄 champignon mushroom plante toadstool
    🌍 globe_tourné_sur_l_afrique_et_l_europe globe_showing_europe-africa afrique africa europe earth globe world
    🌙 croissant_de_lune crescent_moon crescent lune moon
    ⭐ étoile star
    ☀ soleil sun brillant bright météo rays rayons sunny
    ⛈ nuage_avec_éclair_et_pluie cloud_with_lightning_and_rain éclair cloud météo rain orage thunder pluie
    🌈 arc-en-ciel rainbow rain météo pluie
    ☔ parapluie_avec_gouttes_de_pluie umbrella_with_rain_drops gouttes clothing météo drop rain pluie umbrella
    ❄ flocon snowflake cold neige snow
    🔥 feu fire flamme flame tool
    💧 goutte_d_eau droplet cold sueur comic drop sweat
    🌊 vague water_wave mer ocean océan water wave
    🍌 banane banana fruit
    🍎 pomme_rouge red_apple fruit apple pomme red
    🍒 cerises cherries berries fruit cherry red
    🍓 fraise strawberry berry fruit
    🍅 tomate tomato légume fruit plante vegetable
    🥕 carotte carrot légume food vegetable
    🧄 ail garlic flavoring assaisonnement condiment légume
    🥖 baguette baguette_bread pain bread food french
    🥐 croissant croissant bread pain breakfast viennoiserie food french roll
    🍞 pain bread miche loaf
    🧀 part_de_fromage cheese_wedge fromage cheese
    🍕 pizza pizza fromage cheese part slice
    🥗 salade_verte green_salad salade food verte green salad
    🎂 gâteau_d_anniversaire birthday_cake anniversaire birthday cake celebration dessert pastry sweet
    🍰 gâteau_sablé shortcake dessert cake gâteau pastry pâtisserie sucré slice
    🍫 barre_chocolatée chocolate_bar barre bar chocolate chocolat dessert sweet sucré
    ☕ boisson_chaude hot_beverage boisson beverage coffee drink hot steaming tea
    🍵 tasse teacup_without_handle beverage thé cup drink tea teacup
    🍷 verre_de_vin wine_glass verre bar beverage vin drink glass wine
    🍺 chope beer_mug bière bar beer drink mug
    🍻 chopes_de_bière clinking_beer_mugs bière bar beer trinquer clink drink mug
    🥂 trinquer clinking_glasses célébrer celebrate fêter clink verre drink glass
    🍾 bouteille_de_champagne bottle_with_popping_cork boisson bar bouchon bottle bouteille cork pop
    🍽 fourchette_et_couteau_avec_assiette fork_and_knife_with_plate assiette cooking assiette_et_couverts fork couteau
    🔪 couteau_de_cuisine kitchen_knife arme cooking couteau hocho cuisine knife outil
    🏠 maison house bâtiment home pavillon
    🏥 hôpital hospital bâtiment doctor medicine
    🏫 école school bâtiment building
    🏭 usine factory bâtiment building
    🏛 monument_classique classical_building monument classical
    🚲 vélo bicycle bike
    🚗 voiture automobile car
    🚕 taxi taxi véhicule vehicle
    🚌 bus bus véhicule vehicle
    🚇 métro metro subway
    🚊 tramway tram trolleybus transport trolley
    ✈ avion airplane aeroplane véhicule
    🚀 fusée rocket espace space
    🚢 navire ship bateau boat passenger
    🚧 travaux construction barrière barrier
    🚦 feu_tricolore_vertical vertical_traffic_light feu light signal tricolore traffic
    🛑 stop stop_sign signe octagonal sign
    ⚓ ancre anchor bateau ship outil tool
    ⏰ réveil alarm_clock alarme alarm heure clock
    ⌛ sablier hourglass_done minuteur sable sand timer
    ⏳ sablier_avec_sable_qui_coule hourglass_not_done sablier hourglass sand timer
    🎆 feu_d_artifice fireworks artifice celebration
    🎈 ballon_gonflable balloon fête celebration
    🎉 cotillons party_popper tada fête celebration party popper
    🎊 confettis confetti_ball ball fête celebration confetti
    🎁 cadeau wrapped_gift anniversaire box celebration fête gift present wrapped
    🏆 trophée trophy prix prize
    ⚽ ballon_de_football soccer_ball balle ball football soccer sport
    🎯 dans_le_mille bullseye cible dart direct_hit game hit target
    🎨 palette_de_peinture artist_palette art musée_de_peinture museum peinture painting palette
    🎭 spectacle_vivant performing_arts art masque mask spectacle performing théâtre theater
    🎬 clap clapper_board clapper film movie
    🎤 micro microphone karaoke mic
    🎧 casque headphone earbud écouteurs
    🎵 note_de_musique musical_note musique music note
    🎶 notes_de_musique musical_notes musique music note notes
    🎸 guitare guitar instrument musique music
    🥁 batterie drum baguettes drumsticks musique music tambour
    📱 téléphone_portable mobile_phone téléphone cell mobile phone telephone
    📞 combiné_téléphonique telephone_receiver phone téléphone receiver telephone
    🔌 câble_avec_fiche_électrique electric_plug electric prise electricity plug
    💻 ordinateur_portable laptop ordinateur computer pc personal
    ⌨ clavier keyboard computer ordinateur
    📹 caméscope video_camera caméra camera video vidéo
    🎥 caméra movie_camera camera cinéma cinema film movie
    📺 téléviseur television télévision tv video
    🔍 loupe_orientée_à_gauche magnifying_glass_tilted_left loupe glass magnifying recherche search tool
    🔦 torche flashlight lumière electric light tool torch
    💡 ampoule light_bulb bulb dessin comic idée electric lumière idea
    📖 livre_ouvert open_book livre book open
    📚 livres books livre book
    📰 journal newspaper actualités news paper
    💰 sac_plein_d_argent money_bag argent bag dollar sac money sac_d_argent moneybag
    💳 carte_bancaire credit_card bancaire card carte credit money
    ✉ enveloppe envelope email e-mail letter
    📧 e-mail e-mail email message letter mail
    📦 colis package box paquet parcel
    📮 boîte_aux_lettres postbox mail courrier mailbox
    🗳 urne_électorale ballot_box_with_ballot urne ballot box
    ✏ crayon pencil
    ✒ stylo_plume_noir black_nib stylo nib pen
    📝 mémo memo crayon pencil
    📁 dossier file_folder file fichier folder
    📅 calendrier calendar date
    📆 éphéméride tear-off_calendar calendrier calendar date
    📈 graphique_en_hausse chart_increasing graphique chart hausse graph tendance growth trend
    📉 graphique_en_baisse chart_decreasing baisse chart graphique down tendance graph trend
    📊 graphiques_à_barres bar_chart graphique bar chart graph
    📋 porte-bloc clipboard fournitures
    📌 punaise pushpin fournitures pin
    📍 épingle round_pushpin pin fournitures pushpin
    ✂ ciseaux scissors cutting fournitures tool
    🔒 cadenas_fermé locked cadenas closed verrouillé
    🔓 cadenas_ouvert unlocked cadenas lock open unlock
    🔑 clé key mot_de_passe lock serrure password
    🔨 marteau hammer outil tool
    🔧 clé_à_molette wrench clé spanner tool outil
    ⚙ roue_dentée gear engrenage cog outil cogwheel tool
    ⚖ balance_à_poids balance_scale balance justice libra scale zodiac
    🔗 chaînons link maillons
    💉 seringue syringe aiguille medicine docteur needle malade shot médecine
    💊 pilule pill docteur doctor malade medicine médecine sick
    🚪 porte door
    🛒 chariot shopping_cart cart panier shopping trolley
    🚩 drapeau_triangulaire triangular_flag grève syndicat union drapeau post fanion
    🏴 drapeau_noir black_flag drapeau waving
    📢 haut-parleur loudspeaker manif loud son public_address
    📣 porte-voix megaphone manif mégaphone manifestation cheering
    🔔 cloche bell
    🔕 alarme_désactivée bell_with_slash bell barrée cloche forbidden silence mute quiet
    ⚠ symbole_d_avertissement warning avertissement
    ⛔ sens_interdit no_entry entrée_interdite entry interdiction forbidden interdit no not
    🚫 symbole_d_interdiction prohibited interdiction entry interdit forbidden no not
    ✅ bouton_coché check_mark_button fait done oui yes button carré check
    ❌ croix cross_mark non no annuler cancel cross multiplication mark
    ❓ point_d_interrogation_rouge red_question_mark interrogation mark punctuation question ponctuation
    ❗ point_d_exclamation_rouge red_exclamation_mark exclamation point_d_exclamation mark punctuation ponctuation
    ➕ plus plus + addition math arithmétique mathématiques sign signe_plus
    ➖ moins minus - arithmétique math mathématiques sign signe_moins soustraction
    ✔ coche check_mark check oui mark sélection
    ☮ symbole_de_paix peace_symbol paix peace
    ☯ yin_yang yin_yang religion tao yang taoist yin
    ♻ symbole_recyclage recycling_symbol recyclage recycle
    ⚡ haute_tension high_voltage courant danger electric éclair électricité lightning voltage
    ☎ téléphone telephone phone
    ℹ source_d_informations information i informations
    🆗 bouton_ok ok_button ok
    🆕 bouton_nouveau new_button new nouveau
    🆘 bouton_sos sos_button help sos
    🔴 disque_rouge red_circle cercle circle geometric forme_géométrique red géométrie rond
    🟠 disque_orange orange_circle cercle circle orange forme_géométrique géométrie rond
    🟡 disque_jaune yellow_circle cercle circle yellow forme_géométrique géométrie jaune rond
    🟢 disque_vert green_circle cercle circle green forme_géométrique géométrie rond vert
    🔵 disque_bleu blue_circle bleu blue cercle circle geometric forme_géométrique géométrie
    🟣 disque_violet purple_circle cercle circle purple forme_géométrique géométrie rond violet
    ⚫ disque_noir black_circle cercle circle forme_géométrique geometric géométrie noir rond
    ⚪ disque_blanc white_circle blanc circle cercle geometric forme_géométrique géométrie rond
    🟥 carré_rouge red_square red forme_géométrique square géométrie rouge
    🔺 triangle_rouge_pointant_vers_le_haut red_triangle_pointed_up forme_géométrique geometric rouge red
    🔻 triangle_rouge_pointant_vers_le_bas red_triangle_pointed_down flèche down forme geometric géométrie red
    ▶ bouton_lecture play_button arrow flèche play lecture triangle right
    ⏸ bouton_pause pause_button bar pause double vertical
    ⏹ bouton_stop stop_button square carré stop
    ⬆ flèche_haut up_arrow direction arrow flèche cardinal nord north
    ⬇ flèche_bas down_arrow direction arrow flèche cardinal sud down south
    ⬅ flèche_gauche left_arrow direction arrow flèche cardinal ouest west
    ➡ flèche_droite right_arrow direction arrow est cardinal flèche east
    🔄 flèches_dans_le_sens_antihoraire counterclockwise_arrows_button flèche anticlockwise arrow sens_antihoraire
    🔙 flèche_retour back_arrow flèche arrow back
    🔝 flèche_en_haut top_arrow flèche arrow top up
    """
}
